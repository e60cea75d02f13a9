/** Tests are picked by folder, `vitest run test/unit`; the limit only ends what hangs. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Both cores: the default leaves one idle where there are two.
    maxWorkers: '100%',
    // Modules keep nothing between tests, so files may share them: loading them anew for each takes a third of the time.
    isolate: false,
    include: ['test/**/*.test.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
})
