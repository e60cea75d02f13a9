/** `node load-program.ts HOW FOLDER EDITS`: loads manifests in a process of its own, and prints what it took. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { alg, Graph } from 'graphlib'
import { parse } from 'yaml'
import { nodeConfigFiles } from '../../src/config/config-files.ts'
import { createSiteConfigReader } from '../../src/config/read-again.ts'
import { compile } from '../../src/graph/node-graph.ts'
import { createResolveCache } from '../../src/graph/resolve.ts'
import { createManifestCache } from '../../src/manifest/cache.ts'
import { loadSelection } from '../../src/manifest/load.ts'
import { nodeManifestFiles } from '../../src/manifest/node-files.ts'
import { desireFrom } from '../../src/reconciler/desire.ts'
import { application } from './manifests.ts'

const [how = '', folder = '', edits = '0'] = process.argv.slice(2)
const manifests = join(folder, 'manifests')
// As a run that watches has them, see src/cli/watch-source.ts.
const readConfig = createSiteConfigReader(nodeConfigFiles)
const cache = createManifestCache()
const resolved = createResolveCache()

/** As a command does it, from the names in a directory to the order of what is desired. */
async function ours(): Promise<number> {
  const { config } = await readConfig(join(folder, 'site'))
  const selection = await loadSelection([{ path: manifests }], { fs: nodeManifestFiles, cwd: folder, cache })
  const { nodes, problems } = desireFrom({
    selection,
    config,
    host: 'sim',
    isMeant: () => true,
    homeless: 'usage',
    cache: resolved,
  })
  if (problems.length > 0) throw new Error(JSON.stringify(problems))
  return compile(nodes).createOrder().length
}

const texts = (): readonly string[] => readdirSync(manifests).map((name) => readFileSync(join(manifests, name), 'utf8'))

/** Nothing is checked, nothing is worked in. */
function naive(): number {
  const graph = new Graph()
  for (const text of texts()) {
    const { name, nodes } = parse(text)
    for (const node of nodes) {
      graph.setNode(`${name}/${node.name}`)
      for (const need of node.depends_on ?? []) graph.setEdge(`${name}/${need}`, `${name}/${node.name}`)
    }
  }
  return alg.topsort(graph).length
}

const ways: Readonly<Record<string, () => unknown>> = {
  ours,
  naive,
  yaml: () => texts().map((text) => parse(text)).length,
}

/** In milliseconds; `busy` is what this thread itself worked, which other work on the machine hardly changes. */
async function once(): Promise<{ readonly took: number; readonly busy: number }> {
  const start = performance.now()
  const before = process.threadCpuUsage()
  await ways[how]?.()
  const { user, system } = process.threadCpuUsage(before)
  return { took: performance.now() - start, busy: (user + system) / 1000 }
}

// As the command does it, see src/cli/main.ts. Others are measured as they come.
if (how === 'ours') process.env = { ...process.env }
const cold = await once()
const warm: Awaited<ReturnType<typeof once>>[] = []
for (let edit = 1; edit <= Number(edits); edit++) {
  writeFileSync(join(manifests, 'app-0500.yaml'), `${application('app-0500')}# Edit ${edit}\n`)
  warm.push(await once())
}
process.stdout.write(JSON.stringify({ cold, warm }))
