import { describe, expect, it } from 'vitest';
import { DeviceLadder } from './deviceLadder.ts';

describe('DeviceLadder', () => {
  it('starts again with growing delays, and takes the next device after the third death within the window', () => {
    const ladder = new DeviceLadder('auto', ['webgpu', 'cpu']);
    expect(ladder.died(0, false)).toEqual({ kind: 'again', delayMilliseconds: 100 });
    expect(ladder.died(1000, false)).toEqual({ kind: 'again', delayMilliseconds: 200 });
    expect(ladder.died(2000, false)).toEqual({ kind: 'next' });
    expect(ladder.current).toBe('cpu');
    expect(ladder.died(3000, false)).toMatchObject({ kind: 'again' });
    expect(ladder.died(4000, true)).toMatchObject({ kind: 'again' });
    expect(ladder.died(5000, false)).toEqual({ kind: 'giveUp' });
  });

  it('forgives deaths that lie far apart', () => {
    const ladder = new DeviceLadder('cpu', []);
    for (let hour = 0; hour < 20; hour += 1) {
      expect(ladder.died(hour * 3_600_000, false)).toEqual({ kind: 'again', delayMilliseconds: 100 });
    }
  });

  it('leaves a device at once on which the process dies while it opens', () => {
    const ladder = new DeviceLadder('auto', ['cuda', 'webgpu', 'cpu']);
    expect(ladder.died(0, true)).toEqual({ kind: 'next' });
    expect(ladder.current).toBe('webgpu');
  });

  it('never takes another device than the one that was named', () => {
    const ladder = new DeviceLadder('webgpu', ['cuda', 'webgpu', 'cpu']);
    expect(ladder.next()).toBe(false);
    for (const time of [0, 1]) expect(ladder.died(time, true)).toMatchObject({ kind: 'again' });
    expect(ladder.died(2, true)).toEqual({ kind: 'giveUp' });
    expect(ladder.current).toBe('webgpu');
  });
});
