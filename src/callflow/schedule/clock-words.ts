/** `09:05`, `24:00`: seconds since midnight as a wall clock shows them. */
export const clock = (sec: number) =>
  `${String(Math.floor(sec / 3_600)).padStart(2, '0')}:${String(Math.floor((sec % 3_600) / 60)).padStart(2, '0')}`
