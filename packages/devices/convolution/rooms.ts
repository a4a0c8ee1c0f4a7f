// The computed responses as people see them: their names, and seconds in which their middle, low and high sounds decay by 60 dB.
// What else makes them stands beside these numbers in dsp/assembly/rooms.ts; the device's test compares.
export const ROOMS = [
  { name: 'Studio room', decay: 0.42, low: 0.95, high: 0.6 },
  { name: 'Wooden room', decay: 0.75, low: 0.8, high: 0.55 },
  { name: 'Tiled room', decay: 0.9, low: 0.6, high: 0.9 },
  { name: 'Chamber', decay: 1.1, low: 0.9, high: 0.65 },
  { name: 'Recital hall', decay: 1.3, low: 1.1, high: 0.55 },
  { name: 'Concert hall', decay: 2.1, low: 1.25, high: 0.45 },
  { name: 'Church', decay: 3.2, low: 1.15, high: 0.38 },
  { name: 'Cathedral', decay: 4.8, low: 1.2, high: 0.32 },
  { name: 'Stairwell', decay: 2.6, low: 0.85, high: 0.5 },
  { name: 'Plate', decay: 1.9, low: 0.75, high: 0.7 },
  { name: 'Spring', decay: 2.2, low: 1, high: 1 },
  { name: 'Ambience', decay: 0.28, low: 1, high: 0.75 },
] as const
/** They end 75 dB below their start. */
const LENGTH = 1.25
/** Seconds of a computed response. */
export const secondsOf = (response: number): number => {
  const room = ROOMS[response] ?? ROOMS[0]
  return room.decay * Math.max(1, room.low) * LENGTH
}
/** How many times 60 dB a response falls by more over its length, for a decay in percent. */
export const steeper = (decay: number): number => 100 / decay - 1
