/** A call coming in and parting in two: the drawing Callwright is for. */
export function Logo() {
  return (
    <svg aria-hidden width="24" height="24" viewBox="0 0 24 24" className="shrink-0">
      <rect x="1" y="1" width="22" height="22" rx="6" className="fill-accent" />
      <path
        d="M12 5.5v4.2M12 9.7c0 3-4.5 2.2-4.5 5.3M12 9.7c0 3 4.5 2.2 4.5 5.3"
        fill="none"
        className="stroke-white"
        strokeWidth="1.8"
        strokeLinecap="round"
      />
      <circle cx="7.5" cy="17" r="1.9" className="fill-white" />
      <circle cx="16.5" cy="17" r="1.9" className="fill-white" />
    </svg>
  )
}
