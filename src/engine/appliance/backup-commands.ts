import { parseArgs } from 'node:util'
import { makeBackup } from './backup/make-backup.ts'
import { BackupError, type Progress } from './backup/backup-format.ts'
import { restoreBackup } from './backup/restore-backup.ts'
import type { Command, Terminal } from './commands.ts'
import { engineVersion } from './engine-version.ts'
import { localEngine } from './local-engine.ts'

const MIB = 1024 ** 2

/** `backup FILE [--recordings] [--config FILE | --data DIR]` */
export const backupCommand: Command = (args, terminal) =>
  orRefused(terminal, async () => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        data: { type: 'string' },
        recordings: { type: 'boolean', default: false },
      },
    })
    const to = onlyFile(positionals)
    const { dataDir } = localEngine(values)
    const made = await makeBackup({
      dataDir,
      to,
      withRecordings: values.recordings,
      engineVersion: engineVersion(),
      nowMs: Date.now(),
      onProgress: inTenths(terminal, 'written'),
    })
    const without = values.recordings ? '' : ' Recordings of calls are not in it; --recordings takes them along.'
    terminal.say(
      `${to} holds ${made.files} files, ${(made.bytes / MIB).toFixed(1)} MiB. It holds passwords and keys: keep it safe.${without}`,
    )
  })

/** `restore FILE [--config FILE | --data DIR]` */
export const restoreCommand: Command = (args, terminal) =>
  orRefused(terminal, async () => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { config: { type: 'string' }, data: { type: 'string' } },
    })
    const { dataDir } = localEngine(values)
    const about = await restoreBackup({
      from: onlyFile(positionals),
      dataDir,
      onProgress: inTenths(terminal, 'restored'),
    })
    const when = new Date(about.createdMs).toISOString().slice(0, 16).replace('T', ' ')
    terminal.say(`${dataDir} is as it was on ${when} UTC, by version ${about.engineVersion}. Start the engine.`)
  })

function onlyFile(positionals: readonly string[]): string {
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw new Error('name one FILE')
  return file
}

/** Every ten per cent a line. */
function inTenths(terminal: Terminal, verb: string): Progress {
  let told = 0
  return (done, total) => {
    const tenths = total === 0 ? 10 : Math.floor((10 * done) / total)
    if (tenths <= told) return
    told = tenths
    terminal.say(`${10 * tenths} % ${verb}`)
  }
}

/** 0, or 1 after a sentence about what was in the way. */
async function orRefused(terminal: Terminal, work: () => Promise<void>): Promise<number> {
  try {
    await work()
    return 0
  } catch (error) {
    if (!(error instanceof BackupError) && Reflect.get(Object(error), 'code') === undefined) throw error
    terminal.complain(error instanceof Error ? error.message : String(error))
    return 1
  }
}
