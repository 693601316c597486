import { describe, expect, it } from 'vitest';
import { absentHere, allDevices, devicesOf, remedyFor } from './devices.ts';

describe('devicesOf', () => {
  it.each([
    ['linux', 'x64', ['cuda', 'webgpu', 'cpu']],
    ['linux', 'arm64', ['webgpu', 'cpu']],
    ['win32', 'x64', ['dml', 'webgpu', 'cpu']],
    ['darwin', 'arm64', ['coreml', 'webgpu', 'cpu']],
  ])('of %s on %s end with the CPU', (system, architecture, devices) => {
    expect(devicesOf({ system, architecture })).toEqual(devices);
  });

  it('gives a remedy that a user of the platform can follow', () => {
    const platform = { system: 'darwin', architecture: 'arm64' };
    for (const device of allDevices) {
      const remedy = remedyFor(device, platform);
      expect(remedy).toMatch(/\.$/);
      expect(remedy.includes('"spinel.device" to one of')).toBe(absentHere(device, platform) !== undefined);
    }
  });
});
