import type { InferenceStatus } from '@spinel-studio/server/inference/types.ts';
import { describe, expect, it } from 'vitest';
import { statusText } from './statusText.ts';

const idle: InferenceStatus = { state: 'idle', device: undefined, model: undefined, error: undefined };
const running = { server: 'running', trusted: true } as const;

describe('the status', () => {
  it('names device and model once predictions come', () => {
    const status = { ...idle, state: 'ready', device: 'cuda', model: 'gap 1.0.0' } as const;
    const text = statusText({ ...running, status });
    expect(text.short).toContain('CUDA');
    expect(text.text).toBe('gap 1.0.0 on CUDA');
    expect(text.busy).toBe(false);
    expect(statusText({ ...running, status: { ...status, state: 'busy' } }).busy).toBe(true);
  });

  it('says why predictions are off, and offers what helps', () => {
    const failed = (code: string): InferenceStatus => ({
      ...idle,
      state: 'failed',
      error: { code, message: 'CUDA is not available.', remedy: 'Choose another device.' },
    });
    const device = statusText({ ...running, status: failed('SP4004') });
    expect(device.severity).toBe('error');
    expect(device.detail).toBe('CUDA is not available. Choose another device.');
    expect(device.action.command).toBe('spinel.selectDevice');
    expect(statusText({ ...running, status: failed('SP4005') }).action.command).toBe('spinel.restartServer');
    expect(statusText({ ...running, status: failed('SP4002') }).action.command).toBe('spinel.showOutput');
  });

  it('is a remedy of its own where the server has stopped, whatever was predicted before', () => {
    const status = { ...idle, state: 'ready', device: 'cpu', model: 'gap 1.0.0' } as const;
    const text = statusText({ server: 'stopped', trusted: true, status });
    expect(text.severity).toBe('error');
    expect(text.action.command).toBe('spinel.restartServer');
  });

  it('leads to trust where the workspace has none', () => {
    const text = statusText({ server: 'running', trusted: false, status: idle });
    expect(text.severity).toBe('warning');
    expect(text.action.command).toBe('workbench.trust.manage');
  });

  it('does not alarm before the first prediction', () => {
    expect(statusText({ ...running, status: idle }).severity).toBe('information');
    expect(statusText({ ...running, server: 'starting', status: idle }).busy).toBe(true);
  });
});
