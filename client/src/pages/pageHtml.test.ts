import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { freshNonce, pageHtml } from './pageHtml.ts';

const parts = {
  title: 'Results <b>"x"</b>',
  script: 'https://files/results.js?a=1&b=2',
  style: 'https://files/results.css',
  source: 'https://files',
  nonce: 'n0nce',
};

describe("a page's document", () => {
  const html = pageHtml(parts);

  it('lets in its own script by nonce and its own style sheet, and nothing else', () => {
    const policy = /content="([^"]*)">/.exec(html)?.[1] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'nonce-n0nce'");
    expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|\*|http:/);
  });

  it('lets in one inline style only, the empty one', () => {
    const hash = createHash('sha256').update('').digest('base64');
    expect(html.match(/'sha256-[^']*'/g)).toEqual([`'sha256-${hash}'`]);
  });

  it('has no inline script, no inline style and no handler', () => {
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).toMatch(/<script nonce="n0nce" src="[^"]+"><\/script>/);
    expect(html).not.toMatch(/<style|style=|\son\w+=/);
  });

  it('escapes what it is given', () => {
    expect(html).toContain('<title>Results &lt;b&gt;&quot;x&quot;&lt;/b&gt;</title>');
    expect(html).toContain('results.js?a=1&amp;b=2');
  });

  it('has another nonce every time', () => {
    const nonces = Array.from({ length: 100 }, freshNonce);
    expect(new Set(nonces).size).toBe(100);
    expect(nonces.every((nonce) => /^[\w-]{32}$/.test(nonce))).toBe(true);
  });
});
