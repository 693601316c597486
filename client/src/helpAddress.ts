/** The code that a help address names. The address comes from outside, so nothing but a code of the catalogue's form is accepted. */
export function codeOfPath(path: string): string | undefined {
  return /^\/codes\/(SP\d{4})(?:\.md)?$/.exec(path)?.[1];
}
