/** What the commands give the engine and what it needs from outside; the engine's three verbs take these. */
import type { Clock, Random } from '../clock.ts'
import type { HostEntry, SiteConfig } from '../config/site-config.ts'
import type { DesiredNetwork } from '../graph/desired-network.ts'
import type { DesiredNode, Identity } from '../graph/desired-node.ts'
import type { Log } from '../log.ts'
import type { OnError, Problem, Selection } from '../manifest/manifest.ts'
import type { PveClient } from '../pve/client.ts'
import type { SeedGuest } from '../steps/tofu/seed-state.ts'
import type { TofuTools } from '../steps/tofu/tools.ts'
import type { RunEvent } from './documents.ts'
import type { OpenImages } from './image-supply.ts'
import type { Typed } from '../typed.ts'

/** An open connection to the host behind one entry of site-config. */
export interface HostConnection {
  readonly client: PveClient
  /** SHA-256 of the certificate seen, once something was exchanged. */
  peerFingerprint(): string | undefined
  close(): Promise<void>
}

/** The world outside, so that tests and the simulation can put another in its place. */
export interface Ports {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Throws HomestakError when the entry itself cannot be used, e.g. a token that secrets.yaml lacks. */
  connect(host: HostEntry, secret: SiteConfig['secret']): HostConnection
  /** How commands that holds name are typed here; absent: by their bare verbs. */
  readonly typed?: Typed
  /** Told now and then while the first look at a host takes its time. */
  readonly onWait?: OnWait
  /** Where images come from; absent: what a host lacks has to be put there by hand. */
  readonly images?: OpenImages
  /** For nodes with `provisioner: tofu`; commands that only look see whether it is there. */
  readonly tofu?: TofuTools
  /** The guest that the seed's OpenTofu made for a node, as far as its state lies on this machine. */
  readonly seedGuest?: (identity: Identity) => SeedGuest | undefined
}

export type OnWait = (host: string, message: string) => void

/** What was loaded and resolved, before any narrowing. */
export interface Desire {
  /** null: site.yaml has no `id:` yet; only `diff` may go on. */
  readonly site: string | null
  readonly config: SiteConfig
  readonly selection: Selection
  readonly nodes: readonly DesiredNode[]
  /** Nodes of type `network`; guests on them have their keys in `dependsOn`. */
  readonly networks: readonly DesiredNetwork[]
  /** Problems of all files; a file with one contributes no node. */
  readonly problems: readonly Problem[]
  /** Files that declare nothing now because something in them is wrong: nothing is pruned while there is one. */
  readonly broken: readonly { readonly file: string; readonly name?: string }[]
  /** Every manifest that loaded, also one whose nodes could not be resolved. */
  readonly manifests: readonly {
    readonly name: string
    readonly host: string
    readonly hostFrom: DesiredNode['hostFrom']
    readonly root: string
  }[]
}

/** Narrows what is done, never what is known. Empty lists narrow nothing. */
export interface Narrowing {
  readonly manifests: readonly string[]
  /** As typed: `node`, `manifest/node` or `manifest/node@host`. */
  readonly nodes: readonly string[]
  readonly host: string | null
}

/** A question with what it is about, asked on a terminal; false when nobody can answer. */
export interface Question {
  /** `--yes` answers all but `destroy-limit`. */
  readonly kind: 'restart' | 'destroy-limit' | 'destroy'
  readonly title: string
  readonly lines: readonly string[]
}

/** The signal ends the wait for an answer: that is a no. */
export type Confirm = (question: Question, signal: AbortSignal) => Promise<boolean>

export interface RunOptions {
  readonly narrowing: Narrowing
  /** null: the default limit. */
  readonly maxDestroy: number | null
  /** KEYs whose replace is agreed to. */
  readonly replace: readonly string[]
  /** KEYs that may take over a guest that somebody else made. */
  readonly adopt: readonly string[]
  /** null: each manifest's own. */
  readonly onError: OnError | null
  /** Writing steps at once over all hosts. */
  readonly concurrency: number
  /** What the token may do is not looked at before writing. */
  readonly skipPreflight?: boolean
  /** Seconds for the whole run; null: no limit. */
  readonly timeout: number | null
  /** null: nobody is there to ask. */
  readonly confirm: Confirm | null
  /** Aborted: start nothing new, let running tasks reach an end that can be observed. */
  readonly stop: AbortSignal
}

export interface DestroyTargets {
  /** As typed. */
  readonly keys: readonly string[]
  readonly manifest: string | null
  readonly all: boolean
  readonly host: string | null
}

/** Told while a run goes on; `key` is null for what concerns a host or the run. */
export type OnEvent = (event: RunEvent) => void
