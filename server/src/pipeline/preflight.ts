import { SpinelError } from '../errors.ts';
import type { InferenceService, ModelDescription } from '../inference/types.ts';
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

/** The model that a run uses; rejects with SP4001. */
export async function gapModel(inference: InferenceService): Promise<ModelDescription> {
  const model = (await inference.models()).find(({ quantity }) => quantity === 'gap');
  if (model !== undefined) return model;
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

/** The run that the folder holds already, which has to be one of this study with this model; rejects with SP5006 otherwise. */
export async function earlierRun(
  options: EarlierRunOptions,
  model: ModelDescription,
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
  if (manifest.model.sha256 !== model.sha256) {
    throw anotherRun(
      options.folder,
      `a run with another model (${manifest.model.id} ${manifest.model.version})`,
    );
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
