/** Where the runs of a study go. */
import path from 'node:path';

/** A fresh folder beside the study: `spinel-runs/znbi2o4-20261122-101530`. */
export function freshRunFolder(study: string, now: Date): string {
  const { dir, name } = path.parse(study);
  const time = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return path.join(dir, 'spinel-runs', `${name}-${time}`);
}
