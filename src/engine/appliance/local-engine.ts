import { readConfig, settingsOf } from './config-file.ts'
import type { LocalEngine } from './local-health.ts'

/** Which engine a command is about: that of a data folder, or of the one that a settings file names. Throws where neither says. */
export function localEngine(asked: {
  readonly config?: string | undefined
  readonly data?: string | undefined
}): LocalEngine {
  const settings = asked.config === undefined ? [] : settingsOf(readConfig(asked.config), asked.config)
  const last = (name: string) => settings.findLast((setting) => setting.name === name)?.value
  const dataDir = asked.data ?? last('data')
  if (dataDir === undefined) throw new Error('--data DIR is missing')
  return { dataDir, tokenFile: last('token-file') }
}
