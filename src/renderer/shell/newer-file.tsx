import { useState } from 'react'
import { api } from '../api/client.ts'
import { type Refusal, refusalOf } from '../api/refusal.ts'
import { Button } from '../ui/button.tsx'

/** A newer Callwright wrote the file that could not be opened. */
export const isNewer = ({ data }: Refusal): boolean =>
  typeof data === 'object' && data !== null && Reflect.get(data, 'reason') === 'newer'

/** What can be done with such a file all the same: neither needs it to be understood. */
export function NewerFile({ path }: { readonly path: string }) {
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState('')
  const run = async (what: () => Promise<string>) => {
    setBusy(true)
    try {
      setSaid(await what())
    } catch (error) {
      setSaid(refusalOf(error).message)
    }
    setBusy(false)
  }
  const copy = async () => `Copied to ${(await api().design.copyAsItIs({ path })).path}.`
  const takeOut = async () => {
    const { documents, folder, notes } = await api().design.takeOut({ path })
    return [`${documents} documents are in ${folder}, as they stand in the file.`, ...notes].join(' ')
  }
  return (
    <section aria-label="A file of a newer Callwright" className="mt-4 flex flex-col gap-2">
      <p className="text-small text-ink-soft">
        What is in it is not lost: its documents can be taken out as they stand, a YAML file each, and the file can be
        copied whole. Both go beside it.
      </p>
      <div className="flex gap-2">
        <Button size="sm" busy={busy} onClick={() => void run(takeOut)}>
          Take its documents out
        </Button>
        <Button size="sm" busy={busy} onClick={() => void run(copy)}>
          Copy the file
        </Button>
      </div>
      <p role="status" className="text-small break-words">
        {said}
      </p>
    </section>
  )
}
