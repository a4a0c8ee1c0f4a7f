// Second-order sections that answer like their analogue models up to half the rate. The bilinear sections of svf.ts squeeze everything towards it: at
// 44.1 kHz a 12 dB bell at 12 kHz is up to 7 dB off at 20 kHz, a low-pass 25 dB. These stay within about 1 dB (measured in devices/eq/device.test.ts).
// Source: M. Vicanek, "Matched Second Order Digital Filters", 2016: poles by impulse invariance, zeros such that the squared magnitude is the analogue
// one at three frequencies. Differs: the three are 0, the filter's own frequency and half the rate for bells, shelves and low-passes alike
// (a high-pass meets its own frequency and is 0 at 0, a notch the other way round); of a bell's boost and cut, and of a shelf's two directions, one is
// designed and the other is its reciprocal, so that a boost and the same cut cancel; the result is put into the state-variable structure, whose g and k can
// stand for any pair of poles.
import { expFalling, sinQuarter } from "./math64";
import { ALL_PASS, BAND_PASS, BELL, FLAT, HIGH_PASS, HIGH_PASS_1, HIGH_SHELF, LOW_PASS, LOW_PASS_1, LOW_SHELF, NOTCH, Svf, svfDesign, svfSolve, TILT } from "./svf";
import { lane, setLane } from "./lanes";

/** As `svfDesign`, matched to the analogue, and with types of the first order; an all-pass is its bilinear one. 0 dB is exactly flat. */
export function matchedDesign(s: usize, type: v128, hz: v128, q: v128, db: v128, sampleRate: f32): void {
  svfDesign(s, type, hz, q, db, sampleRate);
  for (let n = 0; n < 4; n++) {
    // The channels of a pair are usually set alike.
    if (n && lane(type, n) == lane(type, n - 1) && lane(hz, n) == lane(hz, n - 1) && lane(q, n) == lane(q, n - 1) && lane(db, n) == lane(db, n - 1)) copyLane(s, n);
    else matchLane(s, n, lane(type, n), lane(hz, n), lane(q, n), lane(db, n), sampleRate);
  }
  svfSolve(s);
}
/** Gives lane `n` what the one before it has: g, k and the mix, which are neighbours. */
function copyLane(s: usize, n: i32): void {
  const end = s + offsetof<Svf>("a1");
  for (let at = s + (<usize>n << 2); at < end; at += 16) store<f32>(at, load<f32>(at - 4));
}
/** Squared magnitude of the analogue model at u, the square of the frequency as a part of its own. `A` as in the RBJ cookbook: amplitude at half height. */
function analogue(type: f32, u: f64, A: f64, q2: f64): f64 {
  const v = (1 - u) * (1 - u);
  if (type == BELL) return (v + u * A * A / q2) / (v + u / (A * A * q2));
  if (type == LOW_PASS) return 1 / (v + u / q2);
  if (type == BAND_PASS) return u / q2 / (v + u / q2);
  if (type == LOW_PASS_1) return 1 / (1 + u);
  if (type == HIGH_PASS_1) return u / (1 + u);
  if (type == TILT) return (1 + A * A * u) / (A * A + u);
  const side = u * A / q2;
  const low = (A - u) * (A - u) + side, high = (1 - A * u) * (1 - A * u) + side;
  return A * A * (type == LOW_SHELF ? low / high : high / low);
}
function matchLane(s: usize, n: i32, type: f32, hz: f32, q: f32, db: f32, sampleRate: f32): void {
  const gains = type == BELL || type == LOW_SHELF || type == HIGH_SHELF || type == TILT;
  if (type == FLAT || type == ALL_PASS || (gains && db == 0)) return;
  // A high shelf's poles lie below its frequency when it cuts, the others' when they boost: that direction is designed, the other is its reciprocal.
  const designed = type == HIGH_SHELF ? -Math.abs(db) : Math.abs(db);
  const isReciprocal = gains && designed != db;
  const A: f64 = gains ? gainOf(designed * 0.5) : 1;
  const Q = Math.max(<f64>q, 0.025), q2 = Q * Q;
  const w0: f64 = 6.283185307179586 * Math.max(1e-6, Math.min(0.49, <f64>hz / <f64>sampleRate));
  // Poles: those of the analogue filter at frequency wp and 1 / (2 · its Q), sampled.
  const wp = type == LOW_SHELF ? w0 / Math.sqrt(A) : type == HIGH_SHELF ? w0 * Math.sqrt(A) : type == TILT ? w0 * A : w0;
  const damping = type == LOW_PASS_1 || type == HIGH_PASS_1 || type == TILT ? 1 : 0.5 / (type == BELL ? A * Q : Q);
  // Denominator 1 + a1 z⁻¹ + a2 z⁻²: a2, and its sum at 0 and at half the rate, each without cancellation.
  let a2: f64, atZero: f64, atHalf: f64;
  if (damping <= 1) {
    const m = expFalling(-damping * wp);
    const sine = sinQuarter(0.5 * wp * Math.sqrt(1 - damping * damping));
    const chord = 4 * m * sine * sine;
    a2 = m * m;
    atZero = (1 - m) * (1 - m) + chord;
    atHalf = (1 + m) * (1 + m) - chord;
  } else {
    const root = Math.sqrt(damping * damping - 1);
    // The slower of two real poles: damping − root, without cancellation.
    const m = expFalling(-wp / (damping + root)), l = expFalling(-wp * (damping + root));
    a2 = m * l;
    atZero = (1 - m) * (1 - l);
    atHalf = (1 + m) * (1 + l);
  }
  // Squared magnitudes are linear in f0 = cos²(w/2), f1 = sin²(w/2) and f2 = 4 f0 f1.
  const sine = sinQuarter(0.5 * w0);
  const f1 = sine * sine, f0 = 1 - f1, f2 = 4 * f0 * f1;
  const own = atZero * atZero * f0 + atHalf * atHalf * f1 - 4 * a2 * f2;
  // Numerator, likewise: b0, b2, and the sums.
  let b0: f64, b2: f64, sumZero: f64, sumHalf: f64;
  if (type == HIGH_PASS) {
    b0 = Q * Math.sqrt(own) / (4 * f1);
    b2 = b0;
    sumZero = 0;
    sumHalf = 4 * b0;
  } else if (type == NOTCH) {
    // Zeros where they have to be, and 0 dB far below.
    b0 = atZero / (4 * f1);
    b2 = b0;
    sumZero = atZero;
    sumHalf = 4 * b0 * f0;
  } else {
    const half = 3.141592653589793 / w0;
    sumZero = atZero * Math.sqrt(analogue(type, 0, A, q2));
    sumHalf = atHalf * Math.sqrt(analogue(type, half * half, A, q2));
    const B2 = (own * analogue(type, 1, A, q2) - sumZero * sumZero * f0 - sumHalf * sumHalf * f1) / f2;
    const mean = 0.5 * (sumZero + sumHalf);
    b0 = 0.5 * (mean + Math.sqrt(Math.max(0, mean * mean + B2)));
    b2 = -0.25 * B2 / b0;
  }
  if (isReciprocal) {
    const scale = 1 / b0;
    const pole2 = b2 * scale, poleZero = sumZero * scale, poleHalf = sumHalf * scale;
    b0 = scale;
    b2 = a2 * scale;
    sumZero = atZero * scale;
    sumHalf = atHalf * scale;
    a2 = pole2;
    atZero = poleZero;
    atHalf = poleHalf;
  }
  // As a state-variable filter: its denominator has g²/(1 + gk + g²) = atZero / 4 and 1/(1 + gk + g²) = atHalf / 4.
  const g = Math.sqrt(atZero / atHalf);
  const k = 2 * (1 - a2) / (g * atHalf);
  const m0 = sumHalf / atHalf;
  const at = changetype<usize>(s);
  setLane(at + offsetof<Svf>("g"), n, <f32>g);
  setLane(at + offsetof<Svf>("k"), n, <f32>k);
  setLane(at + offsetof<Svf>("m0"), n, <f32>m0);
  setLane(at + offsetof<Svf>("m1"), n, <f32>(2 * (b0 - b2) / (g * atHalf) - m0 * k));
  setLane(at + offsetof<Svf>("m2"), n, <f32>(sumZero / atZero - m0));
}
/** Amplitude ratio of decibels. */
function gainOf(db: f64): f64 {
  const x = db * 0.11512925464970229;
  return x > 0 ? 1 / expFalling(-x) : expFalling(x);
}
