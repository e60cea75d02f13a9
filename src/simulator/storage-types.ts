/** What each type of storage is configured with: options, those it needs, and what it can hold. */

export interface StorageType {
  readonly required: readonly string[]
  readonly optional: readonly string[]
  /** Cannot be changed later. */
  readonly fixed: readonly string[]
  readonly contents: readonly string[]
  /** What it holds where nothing is said. */
  readonly usual: readonly string[]
  /** Every node sees the same. */
  readonly shared?: boolean
  /** Where its volumes lie. */
  path(id: string, options: Readonly<Record<string, string>>): string
}

const files = ['images', 'rootdir', 'vztmpl', 'iso', 'backup', 'snippets', 'import', 'none']
const blocks = ['images', 'rootdir', 'none']
const everywhere = ['nodes', 'content', 'disable', 'bwlimit']
const directory = [
  ...everywhere,
  'prune-backups',
  'max-protected-backups',
  'preallocation',
  'content-dirs',
  'create-base-path',
  'create-subdirs',
  'mkdir',
  'format',
  'snapshot-as-volume-chain',
]

export const storageTypes: Readonly<Record<string, StorageType>> = {
  dir: {
    required: ['path'],
    optional: [...directory, 'shared', 'is_mountpoint'],
    fixed: ['path'],
    contents: files,
    usual: ['images', 'rootdir'],
    path: (_id, { path = '' }) => path,
  },
  btrfs: {
    required: ['path'],
    optional: [...directory, 'shared', 'is_mountpoint', 'nocow'],
    fixed: ['path'],
    contents: files,
    usual: ['images', 'rootdir'],
    path: (_id, { path = '' }) => path,
  },
  nfs: {
    required: ['server', 'export'],
    optional: [...directory, 'path', 'options'],
    fixed: ['server', 'export', 'path'],
    contents: files,
    usual: ['images'],
    shared: true,
    path: (id, { path }) => path ?? `/mnt/pve/${id}`,
  },
  cifs: {
    required: ['server', 'share'],
    optional: [...directory, 'path', 'options', 'subdir', 'domain', 'username', 'password', 'smbversion'],
    fixed: ['share', 'path'],
    contents: files,
    usual: ['images'],
    shared: true,
    path: (id, { path }) => path ?? `/mnt/pve/${id}`,
  },
  lvm: {
    required: ['vgname'],
    optional: [
      ...everywhere,
      'shared',
      'base',
      'saferemove',
      'saferemove_throughput',
      'saferemove-stepsize',
      'tagged_only',
      'snapshot-as-volume-chain',
    ],
    fixed: ['vgname', 'base'],
    contents: blocks,
    usual: ['images'],
    path: (_id, { vgname = '' }) => `/dev/${vgname}`,
  },
  lvmthin: {
    required: ['thinpool', 'vgname'],
    optional: everywhere,
    fixed: ['thinpool', 'vgname'],
    contents: blocks,
    usual: ['images', 'rootdir'],
    path: (_id, { vgname = '' }) => `/dev/${vgname}`,
  },
  zfspool: {
    required: ['pool'],
    optional: [...everywhere, 'blocksize', 'sparse', 'mountpoint'],
    fixed: ['pool'],
    contents: blocks,
    usual: ['images', 'rootdir'],
    path: (_id, { pool = '' }) => `/dev/zvol/${pool}`,
  },
}

/** Not part of the configuration that is shown. */
export const hiddenOptions: ReadonlySet<string> = new Set(['password'])
