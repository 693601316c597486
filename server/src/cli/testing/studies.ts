/** Studies that tests run. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** Some fifty candidates, of which every screen drops some, whichever model with gaps around 2 eV predicts them. */
export const smallStudy = `study "Small"
base ZnAl2O4, MgGa2O4
substitute A with Mg Zn Cd Li step 0.25
substitute B with Al Ga Cr Bi step 0.5
screen neutral
screen gap in 1.2 .. 2.6 eV
screen hull <= 0.2 eV/atom
exclude Cd
rank by |gap - 2.0 eV| top 5
export "best.csv", "best.parquet"
`;

/** Some 13,000 candidates, which make four parts. */
export const fourParts = `study "Four parts"
base ZnAl2O4, MgGa2O4, CdIn2O4
pool many = Li Na Mg Al Si K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge Sr Y Zr Cd In Sn
substitute A with many step 0.01
substitute B with many step 0.02
rank by |gap - 2.5 eV|
export "ranked.csv", "ranked.parquet"
`;

export function writeStudy(folder: string, text: string, name = 'study.spinel'): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}
