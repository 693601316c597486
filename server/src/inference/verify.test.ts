import { describe, expect, it } from 'vitest';
import type { Network, NetworkOutput } from './network.ts';
import { compareWithCpu, firstRun, rowsPerSecond } from './verify.ts';

function output(gap: readonly number[]): NetworkOutput {
  return {
    value: Float32Array.from(gap),
    sigma: new Float32Array(gap.length),
    novelty: new Float32Array(gap.length),
  };
}

function network(gap: number): Network {
  return {
    device: 'webgpu',
    run: async ({ spaceGroup }) => output(Array.from(spaceGroup, () => gap)),
    dispose: async () => undefined,
  };
}

describe('the verifying run', () => {
  it.each([Number.NaN, Infinity])('does not accept %s', async (gap) => {
    await expect(firstRun(network(gap))).rejects.toThrow('not finite (value)');
    expect((await firstRun(network(1))).value.length).toBe(3);
  });

  it('accepts reduced precision and nothing worse', () => {
    expect(() => compareWithCpu(output([2.01, 0]), output([2, 0.01]))).not.toThrow();
    expect(() => compareWithCpu(output([2.2, 0]), output([2, 0]))).toThrow("value differs from the CPU's");
    expect(() => compareWithCpu(output([2]), output([2, 0]))).toThrow('wrong numbers');
  });

  it('looks at every output that the CPU gives', () => {
    const told = (metal: number) => ({ ...output([2]), metal: Float32Array.of(metal) });
    expect(() => compareWithCpu(told(0.5), told(0.5))).not.toThrow();
    expect(() => compareWithCpu(told(0.9), told(0.5))).toThrow("metal differs from the CPU's");
    expect(() => compareWithCpu(output([2]), told(0.5))).toThrow('wrong numbers');
  });

  it('measures at least one run', async () => {
    expect(await rowsPerSecond(network(1), 8, 0)).toBeGreaterThan(0);
  });
});
