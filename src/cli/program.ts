/** The commands with their options and help; what a command does is loaded when it is called. */
import { Command, Option } from 'commander'
import { graphFormats } from '../report/graph.ts'
import { addConfig } from './config-commands.ts'
import { addImage } from './image-commands.ts'
import type { Io } from './io.ts'
import {
  collect,
  positive,
  span,
  wholeFrom,
  withCommon,
  withLastingSelection,
  withSelection,
  withSources,
} from './options.ts'
import { addSite } from './site-commands.ts'
import { versionText } from './version.ts'

type Done = (exitCode: number) => void

const paths = '[path...]'
const pathsText = 'manifest files, or directories of them; default ./manifests, else those of the site-config'

const insecure = (): Option => new Option('--insecure', 'accept any certificate of a host')

/** `done` is told the exit code of the command that ran. Parsing throws CommanderError once its message is written. */
export function buildProgram(io: Io, done: Done): Command {
  const program = new Command('homestak')
    .description('Keeps Proxmox VE in the state that a directory of manifests declares.')
    .version(versionText(), '--version', 'print the version')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'homestak: ')),
      // Help has the same width everywhere, so that it can be compared and searched.
      getOutHelpWidth: () => 100,
      getErrHelpWidth: () => 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .exitOverride()
    .showHelpAfterError('(--help shows what is possible)')
    .helpCommand(false)
  addRunning(program, io, done)
  addLooking(program, io, done)
  addPreflight(program, io, done)
  addManifest(program, io, done)
  addConfig(program, io, done)
  addImage(program, io, done)
  addSite(program, io, done)
  addService(program, io, done)
  addTrying(program, io, done)
  addCompletion(program, io, done)
  return program
}

function addRunning(program: Command, io: Io, done: Done): void {
  withCommon(withSelection(program.command('reconcile').argument(paths, pathsText)))
    .description('converge: make the hosts match the manifests, then exit')
    .option('--watch', 'stay: converge again when a file changes, and on drift')
    .option('--drift-interval <seconds>', 'with --watch: compare every guest anew within this time (600)', positive)
    .option('--metrics <addr:port>', 'with --watch: serve metrics and health there')
    .option('--dry-run', 'show what would be done, as diff does')
    .option('-y, --yes', 'answer questions with yes; does not lift the destroy limit')
    .option('--max-destroy <n>', 'at most this many guests are destroyed or replaced', wholeFrom(0))
    .option('--replace <key>', 'agree to a new guest in place of this one (repeatable)', collect)
    .option('--adopt <key>', 'take over the guest that somebody else made for this node (repeatable)', collect)
    .addOption(new Option('--on-error <what>', 'when a node fails').choices(['stop', 'rollback', 'continue']))
    .option('--concurrency <n>', 'writing steps at once, over all hosts', wholeFrom(1), 10)
    .option('--timeout <seconds>', 'for the whole run', positive)
    .option('--wait', 'wait for another homestak that writes with the same state')
    .option('--skip-preflight', 'write without a look at what the token may do')
    .option('--tofu <path>', 'the OpenTofu program for nodes that it makes (found on PATH)')
    .addOption(insecure())
    .action(async (roots, options) => done(await (await import('./reconcile.ts')).reconcileVerb(io, roots, options)))
  withCommon(withSelection(program.command('diff').argument(paths, pathsText)))
    .description('show what reconcile would do; writes nothing')
    .option('--exit-code', 'exit with 4 when something differs or is unknown')
    .option('--max-destroy <n>', 'as for reconcile', wholeFrom(0))
    .option('--replace <key>', 'as for reconcile (repeatable)', collect)
    .option('--adopt <key>', 'as for reconcile (repeatable)', collect)
    .option('--tofu <path>', 'as for reconcile')
    .addOption(insecure())
    .action(async (roots, options) => done(await (await import('./diff.ts')).diffVerb(io, roots, options)))
  withCommon(program.command('destroy').argument('[key...]', 'NODE, MANIFEST/NODE or MANIFEST/NODE@HOST'))
    .description('destroy guests that homestak owns')
    .option('--manifest <name>', 'all guests of this manifest')
    .option('--all', 'all guests of the site')
    .option('-H, --host <host>', 'only on this host')
    .option('-y, --yes', 'do not ask; does not lift the destroy limit')
    .option('--max-destroy <n>', 'at most this many guests', wholeFrom(0))
    .option('--concurrency <n>', 'writing steps at once, over all hosts', wholeFrom(1), 10)
    .option('--timeout <seconds>', 'for the whole run', positive)
    .option('--wait', 'wait for another homestak that writes with the same state')
    .addOption(insecure())
    .action(async (keys, options) => done(await (await import('./destroy.ts')).destroyVerb(io, keys, options)))
}

function addLooking(program: Command, io: Io, done: Done): void {
  withCommon(program.command('status').argument('[key...]', 'NODE, MANIFEST/NODE or MANIFEST/NODE@HOST'))
    .description('show what is known of the nodes')
    .option('-H, --host <host>', 'only on this host')
    .option('--watch', 'stay and show it anew every second; every ten where the hosts are asked')
    .option('--fresh', 'ask the hosts now')
    .option('--orphans', 'list guests of this site whose manifest no PATH that was ever run here has on their host')
    .addOption(insecure())
    .action(async (keys, options) => done(await (await import('./status.ts')).statusVerb(io, keys, options)))
  withCommon(program.command('events').argument('[key]', 'NODE, MANIFEST/NODE or MANIFEST/NODE@HOST'))
    .description('show what was done, when and why')
    .option('--follow', 'stay and show what comes')
    .option('--since <span>', 'only what happened within 30s, 10m, 2h or 3d', span)
    .option('--limit <n>', 'only the latest so many', wholeFrom(0))
    .option('--warnings', 'only warnings')
    .action(async (key, options) => done(await (await import('./events.ts')).eventsVerb(io, key, options)))
  withCommon(withSources(program.command('graph').argument(paths, pathsText)))
    .description('draw the nodes of manifests')
    .addOption(new Option('--format <format>', 'how').choices(graphFormats).default('tree'))
    .action(async (roots, options) => done(await (await import('./graph.ts')).graphVerb(io, roots, options)))
}

function addPreflight(program: Command, io: Io, done: Done): void {
  withCommon(withSelection(program.command('preflight').argument(paths, pathsText)))
    .description('look at everything that would keep a run from its end; writes nothing')
    .option('--tofu <path>', 'as for reconcile')
    .addOption(insecure())
    .action(async (roots, options) => done(await (await import('./preflight.ts')).preflightVerb(io, roots, options)))
}

function addManifest(program: Command, io: Io, done: Done): void {
  const manifest = program.command('manifest').description('look at manifests')
  withCommon(withSources(manifest.command('validate').argument(paths, pathsText)))
    .description('check manifests and, where a site-config is given or found, their references')
    .action(async (roots, options) =>
      done(await (await import('./manifest-validate.ts')).validateVerb(io, roots, options)),
    )
  // Exit codes and stream as scripts know them from the system that this word comes from.
  manifest.allowExcessArguments().action((_, { args: [action] }: Command) => {
    if (action !== undefined) io.stdout.write(`Unknown manifest action '${action}'\n\n`)
    manifest.outputHelp()
    done(1)
  })
}

function addService(program: Command, io: Io, done: Done): void {
  const service = program
    .command('service')
    .description('run reconcile --watch as a service of systemd')
    .helpCommand(false)
  const withService = (command: Command): Command =>
    withCommon(command)
      .option('--name <name>', 'of the service', 'homestak')
      .option('--user', 'a service of this user; the default for all but root')
  withService(withLastingSelection(service.command('install').argument(paths, pathsText)))
    .description('write the unit, enable and start it; run again, change what differs')
    .option('--metrics <addr:port>', 'serve metrics and health there')
    .option('--drift-interval <seconds>', 'within which every guest is compared anew', positive)
    .option('--max-destroy <n>', 'at most this many guests are destroyed or replaced within ten minutes', wholeFrom(0))
    .option('--concurrency <n>', 'writing steps at once, over all hosts', wholeFrom(1))
    .option('--tofu <path>', 'the OpenTofu program for nodes that it makes (found on PATH)')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--print', 'print the unit, and do nothing')
    .action(async (roots, options) =>
      done(await (await import('./service-install.ts')).installVerb(io, roots, options)),
    )
  withService(service.command('remove'))
    .description('stop the service and delete its unit; guests and state stay')
    .action(async (options) => done(await (await import('./service-remove.ts')).removeVerb(io, options)))
  withService(service.command('status'))
    .description('show whether it is installed, enabled and running, and what it said last')
    .action(async (options) => done(await (await import('./service-status.ts')).serviceStatusVerb(io, options)))
}

function addTrying(program: Command, io: Io, done: Done): void {
  withCommon(program.command('sim'))
    .description('run a simulated Proxmox VE host')
    .option('--listen <addr:port>', 'where it answers; port 0 takes a free one', '127.0.0.1:0')
    .option('--seed <n>', 'decides all chance, so that a run can be repeated', wholeFrom(0))
    .option('--speed <x>', 'how many times faster', positive, 1)
    .addOption(
      new Option('--profile <name>', 'how long its work takes').choices(['instant', 'fast', 'real']).default('fast'),
    )
    .addOption(
      new Option('--world <name>', 'what it begins with; recorded: the host whose answers were recorded')
        .choices(['default', 'recorded'])
        .default('default'),
    )
    .option('--faults <file>', 'what goes wrong, and when: a YAML file')
    .option('--data <dir>', 'keep the simulated world here')
    .option('--write-site-config <dir>', 'write a site-config for it, with which the other commands work at once')
    .action(async (options) => done(await (await import('./sim.ts')).simVerb(io, options)))
  withCommon(program.command('demo'))
    .description('the whole story on a simulated host, in under a minute')
    .action(async (options) => done(await (await import('./demo.ts')).demoVerb(io, options)))
}

function addCompletion(program: Command, io: Io, done: Done): void {
  program
    .command('completion')
    .description('print the completion script of a shell')
    .addArgument(program.createArgument('<shell>', 'shell').choices(['bash', 'zsh', 'fish']))
    .action(async (shell) => done((await import('./completion.ts')).completionVerb(io, shell)))
  program
    .command('complete', { hidden: true })
    .argument('[word...]')
    .action(async (words) => done((await import('./completion.ts')).completeVerb(io, program, words)))
}
