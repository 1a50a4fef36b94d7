import { Radar } from 'lucide-react'
import { useState } from 'react'
import type { FoundAppliance } from '../../../main/api/target-contract.ts'
import { api } from '../../api/client.ts'
import { Button } from '../../ui/button.tsx'
import { Badge } from '../../ui/status.tsx'

/** Appliances that announce themselves on this network, once somebody asks for them. */
export function Nearby({ onChosen }: { readonly onChosen: (address: string) => void }) {
  const [found, setFound] = useState<readonly FoundAppliance[] | null>(null)
  const [isBusy, setBusy] = useState(false)
  const search = async () => {
    setBusy(true)
    setFound(
      await api()
        .targets.discover()
        .catch(() => []),
    )
    setBusy(false)
  }
  return (
    <section aria-label="On this network" className="flex flex-col gap-2">
      <Button icon={Radar} busy={isBusy} className="self-start" onClick={() => void search()}>
        Search this network
      </Button>
      {found?.length === 0 ? (
        <p role="status" className="text-small text-ink-faint">
          None announces itself here. An engine does with --announce yes, within one network.
        </p>
      ) : null}
      <ul className="flex flex-col">
        {found?.map(({ name, url, isPaired }) => (
          <li key={url} className="flex items-center gap-3 border-b border-line py-1 last:border-0">
            <span className="min-w-0 flex-1 truncate">
              {name} <span className="font-mono text-small text-ink-faint">{new URL(url).host}</span>
            </span>
            {isPaired ? (
              <Badge>Paired</Badge>
            ) : (
              <Button size="sm" onClick={() => onChosen(new URL(url).host)}>
                Choose
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
