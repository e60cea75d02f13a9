/** homestak's commands in this process, against a simulated host on a socket, in a folder of a test's own. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeSimSite } from '../../../src/cli/written-site.ts'
import { run } from '../../../src/cli/run.ts'
import { fakeProcess, folder, type FakeProcessParts } from './fake-io.ts'
import { fastClock, simulated } from './simulated.ts'

/** A line of a manifest. */
export const node = (name: string, more = '') =>
  `  - { name: ${name}, type: vm, preset: vm-xsmall, image: debian-12${more} }`
/** A manifest of such lines. */
export const shop = (...nodes: readonly string[]) =>
  ['schema_version: 2', 'name: shop', 'nodes:', ...nodes, ''].join('\n')

/** A simulated host with its site-config, and homestak to be called in a folder with one manifest. */
export async function lab(manifest: string) {
  const dir = folder({ 'work/manifests/shop.yaml': manifest })
  const host = await simulated(7)
  await writeSimSite(join(dir, 'site-config'), host)
  const cwd = join(dir, 'work')
  const start = (words: readonly string[], parts: FakeProcessParts = {}) => {
    const fake = fakeProcess({
      cwd,
      clock: fastClock,
      env: { HOMESTAK_ROOT: dir, HOMESTAK_SITE_CONFIG: join(dir, 'site-config') },
      ...parts,
    })
    return { ...fake, code: run(words, fake.io) }
  }
  return {
    dir,
    cwd,
    host,
    start,
    edit: (text: string) => writeFileSync(join(cwd, 'manifests/shop.yaml'), text),
    async homestak(...words: readonly string[]) {
      const { code, out, err } = start(words)
      return { code: await code, out: out(), err: err() }
    },
    names: () =>
      host.simulator.world
        .guests()
        .map(({ config }) => config['name'] ?? '')
        .toSorted((a, b) => a.localeCompare(b)),
  }
}
