import { PhoneOff } from 'lucide-react'
import { stoppedWords } from '../../callflow/numbering/outside-limits.ts'
import { api } from '../api/client.ts'
import { refusalOf } from '../api/refusal.ts'
import { useLive } from '../store/live.ts'
import type { OutsideStop } from '../store/live-events.ts'
import { target } from '../store/target.ts'
import { Button } from '../ui/button.tsx'
import { toast } from '../ui/toast.tsx'
import { Banner } from './banner.tsx'

/** Whose calls outside looked wrong and are stopped. Each notice stays until somebody lets them call again. */
export function OutsideStopBanner() {
  const stops = useLive((state) => state.outsideStops)
  return stops.map((stop) => {
    const news = `${stoppedWords(stop.whose, stop.why)}, ${new Date(stop.atMs).toLocaleString()}.`
    const more = 'Somebody may have their password. Calls for help and calls inside go on.'
    return (
      <Banner key={stop.stopId} icon={PhoneOff} tone="red" news={news} more={more} detail={`${news} ${more}`}>
        <Button size="sm" onClick={() => void letCall(stop)}>
          Let them call again
        </Button>
      </Banner>
    )
  })
}

async function letCall({ stopId, whose }: OutsideStop): Promise<void> {
  try {
    const { found } = await api().operate.outsideStops.lift({ ...target(), stopId })
    toast.info(
      found ? `The outside calls of ${whose} go out again.` : `The outside calls of ${whose} went out already.`,
    )
  } catch (error) {
    toast.error(refusalOf(error).message)
  }
}
