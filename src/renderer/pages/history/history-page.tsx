import { Download, History, PhoneOutgoing, Play, RotateCw, Workflow } from 'lucide-react'
import { useEffect, useState } from 'react'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import { formatDuration } from '../../forms/time-words.ts'
import { callOrAsk } from '../../softphone/call-button.tsx'
import { startEngine } from '../../shell/engine-actions.ts'
import { Fact } from '../../shell/engine-facts.tsx'
import { useLive } from '../../store/live.ts'
import { orNothing, target } from '../../store/target.ts'
import type { Cdr } from '../../store/live-events.ts'
import { getDocument } from '../../store/design.ts'
import { navigate } from '../../store/route.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { StatusDot } from '../../ui/status.tsx'
import type { Column } from '../../ui/table.tsx'
import { attestationWords } from '../../rehearsal/attestation-words.ts'
import { DetailPanel } from '../shared/detail-panel.tsx'
import { ListPage } from '../shared/list-page.tsx'
import { NameOf } from '../shared/name-of.tsx'
import { AudioQuality } from '../shared/audio-quality.tsx'
import { worstMos } from '../shared/audio-words.ts'
import { CallTrace } from './call-trace.tsx'
import { downloadText } from '../shared/download.ts'
import { csvOf } from './csv.ts'

const directions: Readonly<Record<Cdr['direction'], string>> = {
  internal: 'Internal',
  inbound: 'Inbound',
  outbound: 'Outbound',
}

const columns: readonly Column<Cdr>[] = [
  {
    id: 'name',
    header: 'Caller',
    width: 'minmax(88px, 2fr)',
    sortBy: (cdr) => cdr.callerName || cdr.callerNumber,
    cell: (cdr) => cdr.callerName || cdr.callerNumber || 'Anonymous',
  },
  {
    id: 'from',
    header: 'From',
    width: 'minmax(96px, 1fr)',
    mono: true,
    sortBy: (cdr) => cdr.callerNumber,
    cell: (cdr) => cdr.callerNumber || '–',
  },
  {
    id: 'dialled',
    header: 'Dialled',
    width: 'minmax(96px, 1fr)',
    mono: true,
    sortBy: (cdr) => cdr.dialled,
    cell: (cdr) => cdr.dialled,
  },
  {
    id: 'result',
    header: 'Result',
    width: '124px',
    sortBy: (cdr) => resultOf(cdr).label,
    cell: (cdr) => <StatusDot {...resultOf(cdr)} />,
  },
  {
    id: 'started',
    header: 'Started',
    width: '136px',
    mono: true,
    sortBy: (cdr) => cdr.startedMs,
    cell: (cdr) => stamp(cdr.startedMs),
  },
  {
    id: 'length',
    header: 'Length',
    width: '72px',
    mono: true,
    align: 'end',
    sortBy: (cdr) => cdr.endedMs - cdr.startedMs,
    cell: (cdr) => formatDuration(cdr.endedMs - cdr.startedMs),
  },
  {
    id: 'mos',
    header: 'MOS',
    width: '52px',
    mono: true,
    align: 'end',
    sortBy: (cdr) => worstMos(cdr.audio) ?? 0,
    cell: (cdr) => worstMos(cdr.audio)?.toFixed(1) ?? '–',
  },
  {
    id: 'by',
    header: 'Answered by',
    width: 'minmax(88px, 1fr)',
    cell: (cdr) => (cdr.answeredBy ? <Answerer id={cdr.answeredBy} /> : '–'),
  },
  {
    id: 'direction',
    header: 'Direction',
    width: '88px',
    sortBy: (cdr) => cdr.direction,
    cell: (cdr) => directions[cdr.direction],
  },
]

const PAGE = 500

export function HistoryPage() {
  const { cdrs, problem, isBusy, hasMore, more, again } = useHistory()
  return (
    <ListPage
      area="history"
      title="Call history"
      icon={History}
      rows={cdrs}
      columns={columns}
      rowId={(cdr) => cdr.callId}
      words={(cdr) => `${cdr.callerName} ${cdr.callerNumber} ${cdr.dialled} ${cdr.tag} ${resultOf(cdr).label}`}
      initialSort="started"
      descending
      tools={
        <>
          <IconButton label="Read again" icon={RotateCw} disabled={isBusy} onClick={again} />
          {hasMore ? (
            <Button busy={isBusy} onClick={more}>
              Earlier calls
            </Button>
          ) : null}
          {cdrs.length > 0 ? (
            <Button
              icon={Download}
              onClick={() =>
                downloadText(
                  'call-history.csv',
                  csvOf(cdrs, (id) => getDocument(id)?.name ?? id),
                )
              }
            >
              CSV
            </Button>
          ) : null}
        </>
      }
      empty={
        problem
          ? {
              title: 'The engine keeps the history',
              text: problem,
              action: (
                <Button variant="primary" icon={Play} onClick={() => void startEngine().then(again)}>
                  Start the engine
                </Button>
              ),
            }
          : {
              title: 'No calls yet',
              text: 'Every call that ended is listed here, with the way it took through the flow.',
              action: <Button onClick={() => navigate('callflows')}>Go to callflows</Button>,
            }
      }
      detail={(cdr, close) => (
        <DetailPanel
          icon={History}
          title={cdr.callerName || cdr.callerNumber || 'Anonymous'}
          subtitle={`${cdr.callerNumber || 'no number'} to ${cdr.dialled}`}
          onClose={close}
        >
          {cdr.callerNumber === '' ? null : (
            <Button icon={PhoneOutgoing} className="self-start" onClick={() => callOrAsk(cdr.callerNumber)}>
              Call back
            </Button>
          )}
          <dl>
            <Fact label="Result">
              <StatusDot {...resultOf(cdr)} />
            </Fact>
            <Fact label="Started">{stamp(cdr.startedMs)}</Fact>
            <Fact label="Talked" mono>
              {cdr.answeredMs === null ? '–' : formatDuration(cdr.endedMs - cdr.answeredMs)}
            </Fact>
            {cdr.answeredBy ? (
              <Fact label="Answered by">
                <Answerer id={cdr.answeredBy} />
              </Fact>
            ) : null}
            {cdr.forwardedBy ? (
              <Fact label="Forwarded by">
                <NameOf id={cdr.forwardedBy} />
              </Fact>
            ) : null}
            {cdr.transferredBy ? (
              <Fact label="Transferred by">
                <NameOf id={cdr.transferredBy} />
              </Fact>
            ) : null}
            <Fact label="Callflow">
              <NameOf id={cdr.callflowId} />
            </Fact>
            {cdr.tag ? <Fact label="Tag">{cdr.tag}</Fact> : null}
            {cdr.numberClass ? <Fact label="Outside number">{classWords(cdr.numberClass)}</Fact> : null}
            {cdr.chargedTo ? (
              <Fact label="Whose call">
                <NameOf id={cdr.chargedTo} />
              </Fact>
            ) : null}
            {cdr.attestation ? <Fact label="Caller vouched for">{attestationWords[cdr.attestation]}.</Fact> : null}
            {cdr.endedBecause ? <Fact label="Why it ended">{cdr.endedBecause}</Fact> : null}
            {cdr.sipStatus === null ? null : (
              <Fact label="SIP status" mono>
                {cdr.sipStatus}
              </Fact>
            )}
          </dl>
          {cdr.callflowId ? (
            <Button icon={Workflow} className="self-start" onClick={() => navigate('callflows', cdr.callflowId)}>
              Show the flow
            </Button>
          ) : null}
          <AudioQuality audio={cdr.audio} />
          <CallTrace key={cdr.callId} callId={cdr.callId} />
        </DetailPanel>
      )}
    />
  )
}

function Answerer({ id }: { readonly id: string }) {
  return /^[+0-9*#]+$/.test(id) ? id : <NameOf id={id} />
}

/** Read from the engine, with the calls that ended since on top. */
function useHistory() {
  const ended = useLive((state) => state.ended)
  const [read, setRead] = useState<readonly Cdr[]>([])
  const [state, setState] = useState({ isBusy: false, problem: null as string | null, hasMore: false })
  const load = async (earlier: readonly Cdr[]) => {
    const last = earlier.at(-1)
    setState((before) => ({ ...before, isBusy: true }))
    try {
      const before = last ? { beforeMs: last.startedMs, beforeCallId: last.callId } : {}
      const page = await orNothing(api().operate.cdrs({ ...target(), limit: PAGE, ...before }))
      setRead([...earlier, ...page])
      setState({ isBusy: false, problem: null, hasMore: page.length === PAGE })
    } catch (error) {
      setState({ isBusy: false, problem: refusalOf(error).message, hasMore: false })
    }
  }
  const isUp = useLive((live) => live.engine?.state === 'running')
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- reading the engine is the effect; it reports that it is busy
    void load([])
  }, [isUp])
  const known = new Set(read.map((cdr) => cdr.callId))
  const cdrs = [...ended.filter((cdr) => !known.has(cdr.callId)), ...read]
  return { ...state, cdrs, more: () => void load(read), again: () => void load([]) }
}

function resultOf(cdr: Cdr): { readonly tone: 'green' | 'amber' | 'red' | 'neutral'; readonly label: string } {
  if (cdr.endReason === 'engine-stopped') return { tone: 'red', label: 'Cut off: engine stopped' }
  if (cdr.endReason === 'ended-by-operator') return { tone: 'amber', label: 'Ended by an operator' }
  if (cdr.continuedIn) return { tone: 'green', label: 'Went on in another call' }
  if (cdr.endReason === 'left-message') return { tone: 'amber', label: 'Left a message' }
  if (cdr.answeredBy) return { tone: 'green', label: 'Answered' }
  if (cdr.endReason === 'failed') return { tone: 'red', label: 'Failed' }
  if (cdr.endReason === 'caller-gone') return { tone: 'amber', label: 'Caller gave up' }
  return { tone: 'neutral', label: 'Not answered' }
}

function stamp(ms: number): string {
  const date = new Date(ms)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`
}

/** `toll-free` as `Toll-free`. */
const classWords = (numberClass: string) => numberClass.charAt(0).toUpperCase() + numberClass.slice(1)
