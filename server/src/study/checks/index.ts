import { checkChargeBalance } from './chargeBalance.ts';
import type { Check } from './check.ts';
import { checkMissingBase } from './missingBase.ts';
import { checkRepeatedBases } from './repeatedBases.ts';
import { checkScreens } from './screens.ts';
import { checkSkippedElements } from './skippedElements.ts';
import { checkStudySize } from './studySize.ts';
import { checkTrainingDomain } from './trainingDomain.ts';
import { checkUnansweredQuantities } from './unansweredQuantities.ts';
import { checkUnusedNames } from './unusedNames.ts';

/** Every check on a resolved study. */
export const checks: readonly Check[] = [
  checkMissingBase,
  checkSkippedElements,
  checkChargeBalance,
  checkTrainingDomain,
  checkStudySize,
  checkUnusedNames,
  checkScreens,
  checkRepeatedBases,
  checkUnansweredQuantities,
];
