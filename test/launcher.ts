/** Where the program lies that people type as `homestak`. */
import { join } from 'node:path'

export const launcher = join(import.meta.dirname, '../src/cli/homestak')
