/** The editor's colours as charts need them. */
import { type ChartTheme, themeFor } from '../charts/palette.ts';
import { element } from '../dom.ts';

/** `rgb(31, 31, 31)` or `rgba(…)` as `#rrggbb`; undefined for another form. */
export function hexColour(computed: string): string | undefined {
  const parts = /^rgba?\((\d+)[, ]+(\d+)[, ]+(\d+)/.exec(computed)?.slice(1, 4);
  return parts && `#${parts.map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`;
}

/** Reads the colours that are in force on the page now. */
export function currentTheme(): ChartTheme {
  const probe = element('span', { class: 'theme-probe', hidden: '' });
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const background = hexColour(style.backgroundColor) ?? '#ffffff';
  const foreground = hexColour(style.color) ?? '#1f1f1f';
  probe.remove();
  return themeFor(background, foreground);
}

/** The editor announces another theme by new attributes of the body and new variables of the root. */
export function onThemeChange(listener: () => void): void {
  const observer = new MutationObserver(listener);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
}
