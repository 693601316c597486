/** The studies that tests read: those of `examples/`, and some written for what they contain. */
import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../../examples/', import.meta.url);

/** The files of `examples/` by name. */
export function exampleStudies(): readonly { readonly name: string; readonly text: string }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.spinel'))
    .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }));
}

/** Every statement of the language, as its description shows them. */
export const describedStudy = `// ZnBi2O4 as a visible-light photocatalyst
study "ZnBi2O4 photocatalyst"

base ZnBi2O4
base ZnGa2O4, MgAl2O4, CdRh2O4 : spinel      // the family is optional where the formula fits only one
base host = ZnAl2O4 pbe 4.1 eV               // a name, and a PBE gap that the user already has
base from "spinels.csv" column formula       // many at once; a path relative to this file

pool late   = Fe Co Ni Cu Zn
pool dopant = late + Ti V Cr Mn - Co         // + joins, - removes, & keeps what both have
pool safe   = transition_metals - Cd Hg      // built-in pools: see below

default step 0.1                             // for the statements that follow

substitute A of ZnBi2O4 with dopant
substitute B of ZnBi2O4 with dopant step 0.05 from 0.05 to 0.5
substitute A, B with spinel.A & safe         // every base, each site in turn
substitute A with late and B with dopant step 0.25   // both sites of every base at once

screen spinel >= 0.5                         // probability of keeping the spinel phase
screen neutral                               // some assignment of common oxidation states balances
screen hull <= 0.2 eV/atom
screen gap in 1.6 .. 2.4 eV

rank by |gap - 2.0 eV|, hull top 50
explain gap for ZnBi2O4
export "znbi2o4.parquet", "znbi2o4.csv"
`;

export const describedFamilyStudy = `family halide_perovskite { A B X3  spacegroup 221  anions F Cl Br I }
base CsPbI3 : halide_perovskite
substitute B with Sn Ge Sr step 0.125
substitute X with Br Cl step 1/6
`;

/** Less usual text, valid and not, that fuzzing starts from. */
export const oddStudies: readonly string[] = [
  'pool column = Fe top\npool top = Ti\nsubstitute A with column, top - rank step 0.1\npool rank = Mn',
  'rank by -gap |hull - -0.1 eV/atom|, Cd top 3 /* best */ export "a\\"b.csv"',
  'base a=Zn(Bi0.5Fe0.5)2O4 pbe .5eV, b = Zn1/2Fe1/2Bi2O4 : spinel exclude Cd Hg late',
  'substitute A and B of ZnO host with late & safe + Fe from 1/8 to 1 and X with Br step 0.1',
  'supstitute A with late\nscreen gap <\nscreen 0.1.2 foo\nfamily x { A B2 X4 spacegroup anions O\nbase',
  '\ufeffbase ZnO // é 𝒳 ₂\r\npool p = Fe ; Co @@ "open\r\n/* never closed',
];

/** All of them. */
export function allStudies(): readonly string[] {
  return [describedStudy, describedFamilyStudy, ...oddStudies, ...exampleStudies().map(({ text }) => text)];
}
