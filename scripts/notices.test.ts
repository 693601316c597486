import { describe, expect, it } from 'vitest';
import { packageFolder, thirdPartyNotices } from './notices.mjs';

describe('the notices of third parties', () => {
  it('find the package that a bundled file belongs to, scoped and nested ones too', () => {
    expect(packageFolder('node_modules/zod/v4/core/api.js')).toBe('node_modules/zod');
    expect(packageFolder('node_modules/@vscode/webview-ui-toolkit/dist/index.js')).toBe(
      'node_modules/@vscode/webview-ui-toolkit',
    );
    expect(packageFolder('node_modules/a/node_modules/b/index.js')).toBe('node_modules/a/node_modules/b');
    expect(packageFolder('server/src/main.ts')).toBeUndefined();
  });

  it('carry licence and text of every package once', () => {
    const inputs = ['node_modules/zod/index.js', 'node_modules/zod/v4/index.js', 'client/src/extension.ts'];
    const text = thirdPartyNotices(inputs, ['onnxruntime-node']);
    expect(text.match(/^zod \d+\.\d+\.\d+ \(MIT\)$/gm)).toHaveLength(1);
    expect(text).toContain('Permission is hereby granted');
    expect(text).toMatch(/^onnxruntime-node \S+ \(MIT\)$/m);
    expect(text).not.toContain('@spinel-studio');
  });
});
