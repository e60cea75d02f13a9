/** Where a site-config is looked for, and in which order. */
import { describe, expect, test } from 'vitest'
import { discoverSiteConfig, noSiteConfig, type SiteConfigQuery } from '../../../src/config/discover.ts'

/** All places that can be found without being named, strongest first. */
const places = [
  '/root-of/config',
  '/w/lab',
  '/site-config',
  '/home/op/config',
  '/usr/local/etc/homestak',
  '/opt/homestak/site-config',
]
const query = (present: readonly string[], more: Partial<SiteConfigQuery> = {}): SiteConfigQuery => ({
  env: { HOMESTAK_ROOT: '/root-of' },
  path: 'lab/manifests/web.yaml',
  cwd: '/w',
  home: '/home/op',
  exists: (path) => present.some((dir) => path === `${dir}/site.yaml`),
  ...more,
})

describe('discoverSiteConfig', () => {
  test('takes the first place that has one, in the documented order', () => {
    for (const index of places.keys()) {
      expect(discoverSiteConfig(query(places.slice(index)))?.dir).toBe(places[index])
    }
    expect(discoverSiteConfig(query([]))).toBeUndefined()
  })

  test('puts the flag before the variable, and the variable before everything found, with the reason', () => {
    const env = { HOMESTAK_SITE_CONFIG: 'from-env', HOMESTAK_ROOT: '/root-of' }
    expect(discoverSiteConfig(query(places, { flag: '../flag', env }))).toEqual({ dir: '/flag', why: '--site-config' })
    expect(discoverSiteConfig(query(places, { env }))).toEqual({ dir: '/w/from-env', why: '$HOMESTAK_SITE_CONFIG' })
  })

  test('does not pass over a named place that is not there', () => {
    expect(discoverSiteConfig(query(places, { flag: '/missing' }))?.dir).toBe('/missing')
  })

  test('finds the nearest site.yaml at or above PATH, be it a file or a folder', () => {
    const env = {}
    expect(discoverSiteConfig(query(['/w/lab', '/w'], { env }))?.dir).toBe('/w/lab')
    expect(discoverSiteConfig(query(['/w/lab', '/w/lab/manifests'], { env, path: '/w/lab/manifests' }))?.dir).toBe(
      '/w/lab/manifests',
    )
    expect(discoverSiteConfig(query(['/w/lab'], { env, path: undefined }))).toBeUndefined()
  })

  test('knows a folder with nodes/ alone, and no folder that merely has the name', () => {
    const having = (path: string) => query([], { env: {}, exists: (asked) => asked === path })
    expect(discoverSiteConfig(having('/home/op/config/nodes'))?.dir).toBe('/home/op/config')
    expect(discoverSiteConfig(having('/home/op/config'))).toBeUndefined()
  })
})

test('the error names every place that was tried and how to name one', () => {
  const { code, message, hint } = noSiteConfig(query([]))
  expect(code).toBe('InvalidSiteConfig')
  for (const dir of ['/root-of/config', '/site-config', '/home/op/config', '/opt/homestak/site-config'])
    expect(message).toContain(dir)
  expect(hint).toContain('--site-config')
})
