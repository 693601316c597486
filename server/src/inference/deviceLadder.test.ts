import { describe, expect, it } from 'vitest';
import { DeviceLadder } from './deviceLadder.ts';

describe('DeviceLadder', () => {
  it('begins on the CPU where the setting is auto, and has the others tried in their order', () => {
    const ladder = new DeviceLadder('auto', ['cuda', 'webgpu', 'cpu']);
    expect(ladder.first).toBe('cpu');
    expect(ladder.better).toEqual(['cuda', 'webgpu']);
    ladder.refuse('cuda');
    expect(ladder.better).toEqual(['webgpu']);
  });

  it('never takes another device than the one that was named', () => {
    const ladder = new DeviceLadder('webgpu', ['cuda', 'webgpu', 'cpu']);
    expect(ladder.first).toBe('webgpu');
    expect(ladder.better).toEqual([]);
  });

  it('starts again with growing delays, and goes on without the device after its third death', () => {
    const ladder = new DeviceLadder('auto', ['webgpu', 'cpu']);
    expect(ladder.died('webgpu', 0)).toEqual({ kind: 'again', delayMilliseconds: 100 });
    expect(ladder.died('webgpu', 1000)).toEqual({ kind: 'again', delayMilliseconds: 200 });
    expect(ladder.better).toEqual(['webgpu']);
    expect(ladder.died('webgpu', 2000)).toEqual({ kind: 'without' });
    expect(ladder.better).toEqual([]);
  });

  it('gives up after the third death on the device on which it begins', () => {
    const ladder = new DeviceLadder('auto', ['webgpu', 'cpu']);
    for (const time of [0, 1000]) expect(ladder.died('cpu', time)).toMatchObject({ kind: 'again' });
    expect(ladder.died('webgpu', 1500)).toMatchObject({ kind: 'again', delayMilliseconds: 100 });
    expect(ladder.died('cpu', 2000)).toEqual({ kind: 'giveUp' });
  });

  it('forgives deaths that lie far apart', () => {
    const ladder = new DeviceLadder('cpu', []);
    for (let hour = 0; hour < 20; hour += 1) {
      expect(ladder.died('cpu', hour * 3_600_000)).toEqual({ kind: 'again', delayMilliseconds: 100 });
    }
  });
});
