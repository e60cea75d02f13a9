/** A site-config with every kind of file, laid out as users have it, for a simulated host of its own. */
import { chmodSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../../src/cli/run.ts'
import { fakeProcess, folder } from './fake-io.ts'
import { fastClock, simulated } from './simulated.ts'

const tree = new URL('../../site-config', import.meta.url).pathname

/** The tree as it lies in the repository, in a folder of the test's own; nothing answers where it points. */
export function siteTree() {
  const dir = folder({})
  const site = join(dir, 'config')
  cpSync(tree, site, { recursive: true })
  chmodSync(join(site, 'secrets.yaml'), 0o600)
  return {
    site,
    /** Puts `text` in place of the file; null takes it away. */
    edit(path: string, text: string | Uint8Array | null): void {
      if (text === null) rmSync(join(site, path), { recursive: true })
      else writeFileSync(join(site, path), text, { mode: 0o600 })
    },
    replace(path: string, old: string, text: string): void {
      const content = readFileSync(join(site, path), 'utf8')
      if (!content.includes(old)) throw new Error(`${path} has no ${old}`)
      writeFileSync(join(site, path), content.replace(old, text), { mode: 0o600 })
    },
    /** As called in an empty folder, with the tree in `$HOMESTAK_ROOT/config`. */
    async homestak(...words: readonly string[]) {
      const fake = fakeProcess({ cwd: folder({}), clock: fastClock, env: { HOMESTAK_ROOT: dir, USER: 'op' } })
      const code = await run(words, fake.io)
      return { code, out: fake.out(), err: fake.err() }
    },
  }
}

/** The same with `hv0` standing for a simulated host. */
export async function liveSiteTree() {
  const host = await simulated(7)
  const made = siteTree()
  made.edit(
    'nodes/hv0.yaml',
    `node: ${host.simulator.node}\nhost: hv0\napi_endpoint: ${host.endpoint}\napi_token: hv0\ndatastore: vmstore\nfingerprint: "${host.fingerprint}"\n`,
  )
  made.replace('secrets.yaml', 'homestak@pve!cli=00000000-0000-0000-0000-000000000000', host.simulator.token)
  return { ...made, world: host.simulator.world }
}
