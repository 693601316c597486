/** Studies that tests run. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** Some sixty candidates, with screens that keep some of them whatever the model says of gaps between 1 and 4 eV. */
export const smallStudy = `study "Small"
base ZnAl2O4, MgGa2O4
substitute A with Mg Zn Cd step 0.25
substitute B with Al Ga Cr Bi step 0.5
screen neutral
screen gap in 1 .. 4 eV
screen hull <= 0.2 eV/atom
exclude Cd
rank by |gap - 2.5 eV| top 5
export "best.csv", "best.parquet"
`;

/** Some 23,000 candidates, which make three parts. */
export const threeParts = `study "Three parts"
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
