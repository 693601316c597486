/** What to do about models that are missing or damaged: it depends on whether they were shipped or are the user's own. */

/** For a file that is not there or not the one of its manifest. */
export function fileRemedy(ownFolder: string | undefined): string {
  return ownFolder === undefined
    ? 'Install Spinel Studio again, or restore the models folder from the repository; `spinel models --verify` checks it.'
    : `Put the file back into ${ownFolder}, or ${otherFolder}; \`spinel models --verify\` checks it.`;
}

/** For a manifest that says what cannot be. */
export function manifestRemedy(ownFolder: string | undefined): string {
  return ownFolder === undefined
    ? 'Install the models again: the manifest and the model files belong together and are not meant to be edited.'
    : `Correct the manifest in ${ownFolder} (docs/models.md describes it), or ${otherFolder}.`;
}

/** For a model file that the engine cannot use although it is the one of its manifest. */
export function networkRemedy(ownFolder: string | undefined): string {
  return ownFolder === undefined
    ? 'Install the models again: they belong to this version of Spinel Studio.'
    : `Export the model in ${ownFolder} with the inputs and outputs of docs/models.md, or ${otherFolder}.`;
}

const otherFolder =
  'correct "spinel.modelsFolder" (on the command line --own-models), or leave it empty for the models that are shipped';
