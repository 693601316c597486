import { SpinelError } from '../errors.ts';
import type { InferenceService } from '../inference/types.ts';
import type { Study } from '../study/types.ts';
import { allModels, quantitiesAsked, type RunModels } from './furtherQuantities.ts';
import { clearRun, createRunFolder, readManifest } from './runFolder.ts';
import { errorsOf, fingerprint, type StudySource } from './studySource.ts';
import type { RunManifest } from './types.ts';

/** Refuses a study that cannot be run; throws SP5005. */
export function refuseUnusable({ study, file }: StudySource): void {
  const errors = errorsOf(study).length;
  if (errors > 0) {
    const what = errors === 1 ? 'an error' : `${errors} errors`;
    throw new SpinelError(
      'SP5005',
      `${file} has ${what}.`,
      'Mend what "spinel check" finds and run it again.',
    );
  }
  if (study.bases.length === 0) {
    throw new SpinelError(
      'SP5005',
      `${file} declares no base, so there is nothing to run.`,
      'Add a line such as "base ZnBi2O4".',
    );
  }
}

/**
 * The models that a run uses: that of gaps, and those of what its screens and its ranking ask for beside, as far as they are installed;
 * the rest is skipped, which the user is told. Rejects with SP4001 where nothing predicts gaps.
 */
export async function runModels(inference: InferenceService, study: Study): Promise<RunModels> {
  const models = await inference.models();
  const gap = models.find(({ quantity }) => quantity === 'gap');
  const further = quantitiesAsked(study).flatMap((asked) => {
    const model = models.find(({ quantity }) => quantity === asked);
    return model === undefined ? [] : [[asked, model] as const];
  });
  if (gap !== undefined) return { gap, further: new Map(further) };
  throw new SpinelError(
    'SP4001',
    'No installed model predicts band gaps.',
    'Choose a folder that has one with --models.',
  );
}

export interface EarlierRunOptions {
  readonly source: StudySource;
  readonly folder: string;
  readonly overwrite?: boolean;
}

/** The run that the folder holds already, which has to be one of this study with these models; rejects with SP5006 otherwise. */
export async function earlierRun(
  options: EarlierRunOptions,
  models: RunModels,
): Promise<RunManifest | undefined> {
  if (options.overwrite === true) {
    await clearRun(options.folder, await readManifest(options.folder).catch(() => undefined));
    await createRunFolder(options.folder);
    return undefined;
  }
  const manifest = await readManifest(options.folder);
  if (manifest === undefined) return undefined;
  const { source } = options;
  const inputs = manifest.inputs ?? [];
  if (fingerprint({ sha256: manifest.study.sha256, inputs }) !== fingerprint(source)) {
    throw anotherRun(
      options.folder,
      `a run of ${manifest.study.title}, whose study or tables differ from this one's`,
    );
  }
  const former = manifest.models ?? [{ quantity: 'gap', ...manifest.model }];
  const wanted = allModels(models);
  const other = former.find(({ sha256 }) => !wanted.some((model) => model.sha256 === sha256));
  if (other !== undefined) {
    throw anotherRun(options.folder, `a run with another model (${other.id} ${other.version})`);
  }
  const missing = wanted.find(({ sha256 }) => !former.some((model) => model.sha256 === sha256));
  if (missing !== undefined) {
    throw anotherRun(options.folder, `a run without the model ${missing.id} ${missing.version}`);
  }
  return manifest;
}

function anotherRun(folder: string, what: string): SpinelError {
  return new SpinelError(
    'SP5006',
    `${folder} holds ${what}.`,
    'Choose another folder, or start over in this one with --overwrite.',
  );
}
