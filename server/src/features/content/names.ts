/** What stands behind a name: a pool's elements, a family's sites, what a site holds, what a quantity means. */
import { familyFormula } from '../../chemistry/families.ts';
import { builtInPools } from '../../chemistry/pools.ts';
import { writeFormula } from '../../chemistry/reducedFormula.ts';
import { spaceGroupText } from '../../chemistry/spaceGroups.ts';
import { counted } from '../../counts.ts';
import type { Study } from '../../study/types.ts';
import { quantities } from './quantities.ts';

/** The elements of a pool of the study, or of one that every study has. */
export function poolElements(study: Study, name: string): readonly string[] | undefined {
  return study.pools.find((pool) => pool.name === name)?.elements ?? builtInPools.get(name);
}

export function poolMarkdown(study: Study, name: string): string | undefined {
  const elements = poolElements(study, name);
  if (!elements) return undefined;
  const origin = builtInPools.has(name) ? ' · built in' : '';
  return `**pool ${name}** · ${counted(elements.length, 'element')}${origin}\n\n${elements.join(' ') || 'This pool is empty.'}`;
}

export function familyMarkdown(study: Study, name: string): string | undefined {
  const family = study.families.find((one) => one.name === name);
  if (!family) return undefined;
  const bases = study.bases.filter((base) => base.family.name === name).length;
  return [
    `**family ${name}** · ${familyFormula(family)} · space group ${spaceGroupText(family.spaceGroup)}${family.builtIn ? ' · built in' : ''}`,
    `Anions ${family.anions.join(' ')}`,
    `${counted(bases, 'base')} of this study`,
  ].join('\n\n');
}

/** Bases shown below a site; more would fill the screen. */
const MOST_BASES = 8;

/** What a site holds in the bases of the study. */
export function siteMarkdown(study: Study, name: string): string | undefined {
  const having = study.families.filter(({ sites }) => sites.some((site) => site.name === name));
  const used = having.filter((one) => study.bases.some((base) => base.family.name === one.name));
  const families = used.length > 0 ? used : having;
  const [family] = families;
  const site = family?.sites.find((one) => one.name === name);
  if (!family || !site) return undefined;
  const held = study.bases.flatMap(({ formula, sites }) => {
    const here = sites.find((occupancy) => occupancy.site.name === name);
    return here ? [`${formula}: ${writeFormula(here.amounts)}`] : [];
  });
  const rest =
    held.length > MOST_BASES ? [`and ${counted(held.length - MOST_BASES, 'more base', 'more bases')}`] : [];
  return [
    `**site ${name}** · ${families.map((one) => `${one.name} ${familyFormula(one)}`).join(', ')}`,
    `${site.role === 'cation' ? 'Cations' : 'Anions'}, ${counted(site.multiplicity.toNumber(), 'atom')} per formula unit`,
    [...held.slice(0, MOST_BASES), ...rest].join('  \n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

export function quantityMarkdown(name: string): string | undefined {
  const quantity = quantities.find((one) => one.name === name);
  if (!quantity) return undefined;
  const unit = quantity.unit === '' ? '' : ` · ${quantity.unit}`;
  return `**${name}**${unit}\n\n${quantity.documentation}\n\n\`\`\`spinel\n${quantity.example}\n\`\`\``;
}
