/** What is known of an element, as the models and the rules of charge use it. */
import { type ElementProperties, elementProperties, type ShannonRadius } from '../../chemistry/elements.ts';
import type { ElementSymbol } from '../../chemistry/types.ts';

/** One line for lists: `Zinc · +2`. */
export function elementDetail(symbol: ElementSymbol): string {
  const element = elementProperties(symbol);
  if (!element) return '';
  const states = statesOf(element.commonOxidationStates);
  return states === '' ? element.name : `${element.name} · ${states}`;
}

/** A table of properties with their units; fields without a value are left out. */
export function elementMarkdown(symbol: ElementSymbol): string | undefined {
  const element = elementProperties(symbol);
  if (!element) return undefined;
  const rows = rowsOf(element).filter(([, value]) => value !== undefined);
  return [
    `**${element.symbol}** · ${element.name} · ${element.atomicNumber}`,
    '',
    '| | |',
    '|---|---|',
    ...rows.map(([name, value]) => `| ${name} | ${value} |`),
  ].join('\n');
}

function rowsOf(element: ElementProperties): readonly (readonly [string, string | undefined])[] {
  const place = element.group === undefined ? '' : `, group ${element.group}`;
  return [
    ['place', `period ${element.period}${place}, ${element.block} block`],
    ['common oxidation states', statesOf(element.commonOxidationStates) || undefined],
    ['all oxidation states seen', otherStates(element)],
    ['electronegativity (Pauling)', text(element.electronegativity)],
    ['ionic radius (Shannon)', radii(element)],
    ['covalent radius', text(element.covalentRadius, 'pm')],
    ['atomic radius', text(element.atomicRadius, 'Å')],
    ['first ionisation energy', text(element.firstIonizationEnergy, 'eV')],
    ['dipole polarisability', text(element.dipolePolarizability, 'bohr³')],
    ['valence electrons', text(element.valenceElectrons)],
    ['density of the element', text(element.density, 'g/cm³')],
  ];
}

function text(value: number | undefined, unit = ''): string | undefined {
  return value === undefined ? undefined : `${value}${unit === '' ? '' : ` ${unit}`}`;
}

/** `+2`, `−1`, with a real minus. */
export function signed(state: number): string {
  return state > 0 ? `+${state}` : String(state).replace('-', '−');
}

function statesOf(states: readonly number[]): string {
  return states.map(signed).join(' ');
}

function otherStates({ oxidationStates, commonOxidationStates }: ElementProperties): string | undefined {
  return oxidationStates.length > commonOxidationStates.length ? statesOf(oxidationStates) : undefined;
}

/** Radii of the common states on tetrahedral and octahedral sites, which are those of the built-in families. */
function radii({ shannonRadii, commonOxidationStates }: ElementProperties): string | undefined {
  const shown = shannonRadii.filter(
    ([state, coordination]) =>
      commonOxidationStates.includes(state) && (coordination === 4 || coordination === 6),
  );
  return shown.length === 0 ? undefined : shown.map(radius).join(', ');
}

function radius([state, coordination, spin, value]: ShannonRadius): string {
  const around = coordination === 4 ? 'tetrahedral' : 'octahedral';
  return `${signed(state)} ${around}${spin ? ` ${spin} spin` : ''} ${value} Å`;
}
