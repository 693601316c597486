/** The document of a page: one style sheet, one script, and a policy that lets nothing else in. */
import { randomBytes } from 'node:crypto';

export interface PageParts {
  readonly title: string;
  /** Addresses under which the page can fetch its own files. */
  readonly script: string;
  readonly style: string;
  /** The source of the extension's own files, as the policy names it. */
  readonly source: string;
  readonly nonce: string;
}

export function freshNonce(): string {
  return randomBytes(24).toString('base64url');
}

/** The hash of nothing: the controls' library puts an empty style element into the page and fills it by program. */
const emptyStyle = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

function attribute(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

export function pageHtml(parts: PageParts): string {
  // Pictures come from data addresses only: a chart on its way to a PNG.
  const policy = [
    "default-src 'none'",
    `style-src ${parts.source} ${emptyStyle}`,
    `script-src 'nonce-${parts.nonce}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${attribute(parts.title)}</title>
<link rel="stylesheet" href="${attribute(parts.style)}">
</head>
<body>
<script nonce="${parts.nonce}" src="${attribute(parts.script)}"></script>
</body>
</html>
`;
}
