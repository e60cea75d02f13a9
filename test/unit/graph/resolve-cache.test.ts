/** What a process that resolves again works out anew: all that could have come out otherwise. */
import { expect, test } from 'vitest'
import { createResolveCache, resolveSelection, type HostChoice } from '../../../src/graph/resolve.ts'
import { load, loaded, siteTexts } from '../config/fixtures.ts'
import { onHost } from './resolving.ts'

const web = loaded([{ name: 'web' }])
const { config } = await load(siteTexts)

function resolver() {
  const cache = createResolveCache()
  return (manifest = web, own = config, hostOf: () => HostChoice = onHost('hv0'), site = 'lab') =>
    resolveSelection({ manifests: [manifest], site, hostOf, config: own, cache }).nodes[0]
}

test('a node whose manifest, place and site-config are the same is the same object', () => {
  const resolve = resolver()
  const node = resolve()
  expect(node).toBeDefined()
  expect(resolve()).toBe(node)
})

test('it is another one where anything that it comes from is another', async () => {
  const resolve = resolver()
  resolve()
  expect(resolve(loaded([{ name: 'web', disk: 30 }]))?.guest.disk).toBe(30)
  expect(resolve(web, config, onHost('hv0', 'site'))?.hostFrom).toBe('site')
  expect(resolve(web, config, onHost('hv0'), 'elsewhere')?.identity.site).toBe('elsewhere')
  const more = await load({ ...siteTexts, 'presets/vm-small.yaml': 'cores: 8\nmemory: 2048\ndisk: 10\n' })
  expect(resolve(web, more.config)?.guest.cores).toBe(8)
  expect(resolve()?.guest.cores).toBe(2)
})

test('what is wrong is told each time', () => {
  const cache = createResolveCache()
  const broken = loaded([{ name: 'web', preset: 'gone' }])
  const problems = () =>
    resolveSelection({ manifests: [broken], site: 'lab', hostOf: onHost('hv0'), config, cache }).problems
  expect(problems()).toHaveLength(1)
  expect(problems()).toHaveLength(1)
})
