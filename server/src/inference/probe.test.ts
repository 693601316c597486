import { afterEach, describe, expect, it, vi } from 'vitest';
import { notWorthTrying } from './probe.ts';

afterEach(() => vi.unstubAllEnvs());

describe.skipIf(process.platform !== 'linux')('notWorthTrying', () => {
  it('knows software adapters by their drivers, and has all others tried', () => {
    vi.stubEnv('VK_DRIVER_FILES', undefined);
    vi.stubEnv(
      'VK_ICD_FILENAMES',
      '/usr/lib/chromium/vk_swiftshader_icd.json:/usr/share/vulkan/icd.d/lvp_icd.x86_64.json',
    );
    expect(notWorthTrying('webgpu', '')).toContain('is a software adapter');
    vi.stubEnv(
      'VK_ICD_FILENAMES',
      '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json:/usr/share/vulkan/icd.d/radeon_icd.x86_64.json',
    );
    expect(notWorthTrying('webgpu', '')).toBeUndefined();
    vi.stubEnv('VK_DRIVER_FILES', '/usr/share/vulkan/icd.d/nvidia_icd.json');
    expect(notWorthTrying('webgpu', '')).toBeUndefined();
  });

  it('leaves a folder without a runtime to the process', () => {
    expect(notWorthTrying('cuda', '/nowhere')).toBeUndefined();
  });

  it('always has the CPU tried', () => {
    expect(notWorthTrying('cpu', '')).toBeUndefined();
  });
});
