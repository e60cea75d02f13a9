/** How much memory a run that stays may let lie before it clears up. */
import { setFlagsFromString } from 'node:v8'

/**
 * By default V8 lets what lasts grow to four times what is needed before it clears up; from now on by a tenth. Where a
 * later V8 does not know the option, nothing changes.
 */
export const clearUpSooner = (): void => setFlagsFromString('--heap-growing-percent=10')
