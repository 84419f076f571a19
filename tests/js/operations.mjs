// What the cases may ask of the pages' modules. Bytes travel as hexadecimal, files as Base64.
import { castBody, encryptBallot, signBallot } from "../../voting/static/js/ballot/ballot.js";
import { Booth } from "../../voting/static/js/ballot/booth.js";
import { checkChallenge, sayChoices, writeChallenge } from "../../voting/static/js/ballot/challenge.js";
import { readElection } from "../../voting/static/js/ballot/election.js";
import { askOwnCard } from "../../voting/static/js/ballot/owncard.js";
import { findTracker, matchReceipt, readFragment, receiptFragment, verifyCheckpoint, verifyReceipt } from "../../voting/static/js/ballot/receipt.js";
import { readArchive } from "../../voting/static/js/board/archive.js";
import { verifyBallot, verifyMarks } from "../../voting/static/js/board/ballots.js";
import { readTrustees } from "../../voting/static/js/board/setup.js";
import { Follower } from "../../voting/static/js/board/worker.js";
import { Participant } from "../../voting/static/js/ceremony/ceremony.js";
import { publicList, drawCards, forgetSecrets, registerCards, signRegistrar, signVoidByRegistrar } from "../../voting/static/js/ceremony/registrar.js";
import { packsOf, planVoids, readSerials, reserveHandedOut } from "../../voting/static/js/ceremony/packs.js";
import { checkPublished } from "../../voting/static/js/ceremony/published.js";
import { makeShareProof, verifyShareProof } from "../../voting/static/js/ceremony/shareproof.js";
import { makeShare, verifyShareProofs } from "../../voting/static/js/ceremony/shares.js";
import { readOwnSlip, readSlip, writeSlip } from "../../voting/static/js/ceremony/slip.js";
import { drawSecret, publicCredential, readSecret } from "../../voting/static/js/crypto/credentials.js";
import { publicKey, sign, verify } from "../../voting/static/js/crypto/ed25519.js";
import { fromBase64url, fromHex, fromUtf8, hex, utf8 } from "../../voting/static/js/crypto/encoding.js";
import { Refused } from "../../voting/static/js/crypto/errors.js";
import { expander } from "../../voting/static/js/crypto/expand.js";
import { GENERATOR, readPoint, readScalar, writePoint } from "../../voting/static/js/crypto/group.js";
import { readCanonical } from "../../voting/static/js/crypto/json.js";
import { lockRegister, unlockRegister } from "../../voting/static/js/pages/register.js";
import { padded } from "../../voting/static/js/pages/vote/envelope.js";
import { decide } from "../../voting/static/js/verifier/outcome.js";
import { readMethod } from "../../voting/static/js/verifier/method.js";
import { verify as verifyFile } from "../../voting/static/js/verifier/verify.js";

export { Refused };

const elections = new Map();

/** Reading an election once keeps the table of its key, as a page does. */
function electionOf({ election, method }) {
  const id = `${election}\n${method}`;
  if (!elections.has(id)) elections.set(id, readElection(utf8(election), method === null ? null : utf8(method)));
  return elections.get(id);
}

const file = (text) => Uint8Array.from(Buffer.from(text, "base64"));
const tallyOf = (rows) => rows.map((row) => row.map(([alpha, beta]) => ({ alpha: readPoint(alpha, true), beta: readPoint(beta, true) })));
const occasionOf = (occasion) => ({ ...occasion, key: readPoint(occasion.keyHex) });

/** A generator of "random" bytes that gives the seeds of a case, one after the other. */
function given(seeds) {
  const left = seeds.map((seed) => fromHex(seed));
  return (length) => {
    const seed = left.shift();
    if (!seed || seed.length !== length) throw new Error("the case gives no such seed");
    return seed;
  };
}

function seal({ secret, choices, seed1, seed2, ...poll }) {
  const election = electionOf(poll);
  const before = [GENERATOR.count, election.key.count];
  const signed = signBallot(encryptBallot(election, secret, choices, fromHex(seed1)), secret, fromHex(seed2));
  const powers = [GENERATOR.count - before[0], election.key.count - before[1]];
  return { ...signed, powers, body: fromUtf8(castBody(signed)) };
}

function ballot({ credentials, ballot: text, marks, ...poll }) {
  const election = electionOf(poll);
  const read = verifyBallot(election, new Set(credentials), utf8(text));
  verifyMarks(election, read, marks === "" ? null : utf8(marks));
  return read.hash;
}

function booth({ election, method, secret, choices, seeds, steps }) {
  const drawn = [];
  const draw = given(seeds);
  const place = new Booth(election, method, (length) => {
    drawn.push(draw(length));
    return drawn[drawn.length - 1];
  });
  const answers = steps.map((step) => (step === "seal" ? place.seal(secret, choices) : place[step]()));
  return { answers, seeds: drawn.map(hex), sealed: place.sealed !== null };
}

function ceremony({ place, seed, step, certificates, commits, reveals, expected, keys, accused, reason, sender, text }) {
  const participant = new Participant(place, fromHex(seed));
  switch (step) {
    case "certificate": return participant.certificate();
    case "commit": return participant.commit(certificates);
    case "reveal": return participant.reveal(certificates, commits);
    case "finish": return participant.finish(certificates, commits, reveals);
    case "abort": return participant.abort(accused, reason);
    case "readAbort": return participant.readAbort(certificates, sender, text);
    default: participant.confirm(certificates, expected, keys); return true;
  }
}

const verifiedBefore = new Map();

/**
 * A scrutineer's page from verification on: the files, then messages to the same Worker. Boards that share
 * ballots may share what was verified of them.
 */
function follow({ files, seeds, messages, sharing, timed }) {
  const follower = new Follower(given(seeds), () => {});
  if (sharing) follower.cache = verifiedBefore;
  return messages.map((message) => {
    const named = files[message.files];
    const bytes = named && { archive: file(named.archive), side: file(named.side), method: file(named.method) };
    const began = performance.now();
    try {
      const ok = follower.answer({ ...message, ...bytes });
      return timed ? { ok, seconds: (performance.now() - began) / 1000 } : { ok };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { refused: error.code, data: error.data };
    }
  });
}

function lists({ randoms, uuids, leftOut }) {
  const cards = drawCards(randoms.length, given(randoms));
  const secrets = cards.map(({ secret }) => secret);
  const register = registerCards(cards, uuids);
  forgetSecrets(cards);
  return { secrets, after: cards.map(({ secret }) => secret), lists: uuids.map((uuid) => publicList(register, uuid, new Set(leftOut))) };
}

/** What was verified before, for all files of one run; as a page that is asked again about one poll. */
const verified = new Map();

/** Several bits of one file flipped, one at a time: the codes. */
function flips({ name, bytes, steps, bits }) {
  const data = file(bytes);
  return bits.map((bit) => {
    data[bit >> 3] ^= 1 << (bit & 7);
    const { good, failed } = verifyFile(name, data, { steps, cache: verified });
    data[bit >> 3] ^= 1 << (bit & 7);
    return good ? "good" : failed;
  });
}

export const operations = {
  seal,
  ballot,
  booth,
  ceremony,
  follow,
  lists,
  expand: ({ seed, context, label }) => expander(fromHex(seed), context)(label).toString(),
  canonical: ({ bytes }) => readCanonical(fromHex(bytes)) !== undefined,
  point: ({ text, identity }) => writePoint(readPoint(text, identity)),
  scalar: ({ text }) => readScalar(text).toString(),
  base64url: ({ text }) => hex(fromBase64url(text)),
  drawSecret: ({ random }) => drawSecret(fromHex(random)),
  credential: ({ typed, uuid }) => [readSecret(typed), publicCredential(uuid, typed)],
  ownCard: ({ uuid, secret, seed }) => askOwnCard(uuid, secret, fromHex(seed)),
  padded: ({ body }) => fromUtf8(padded(body)),
  sign: ({ message, secret }) => [publicKey(fromHex(secret)), sign(utf8(message), fromHex(secret))],
  verify: ({ message, key, signature }) => { verify(utf8(message), key, signature, "signature"); return true; },
  receipt: ({ signed, key }) => verifyReceipt(signed, key),
  fragment: ({ signed }) => [receiptFragment(signed), readFragment(`#${receiptFragment(signed)}`)],
  checkpoint: ({ signed, key }) => verifyCheckpoint(JSON.parse(signed), key),
  matchReceipt: ({ receipt, election, sealed }) => { matchReceipt(receipt, election, sealed); return true; },
  findTracker: ({ receipt, listed }) => findTracker(receipt, listed),
  writeChallenge: ({ credential, choices, seed, ...poll }) => writeChallenge(electionOf(poll), credential, choices, fromHex(seed)),
  checkChallenge: ({ text, hash, ...poll }) => checkChallenge(electionOf(poll), text, hash),
  sayChoices: ({ choices, ...poll }) => sayChoices(electionOf(poll), choices),
  slip: ({ text }) => { const { share, keys, ...slip } = readSlip(text); return { ...slip, again: writeSlip({ ...slip, share }) }; },
  ownSlip: ({ text, ceremony: id, index }) => readOwnSlip(text, id, index).publicKey,
  shareProof: ({ occasion, share, seed }) => makeShareProof(occasion, BigInt(share), fromHex(seed)),
  verifyShareProof: ({ record, uuid, keys }) => {
    const list = keys.map((key) => ({ key: readPoint(key), keyHex: key, verification: true }));
    verifyShareProof(readCanonical(record), { election: { uuid }, trustees: { list } });
    return true;
  },
  share: ({ occasion, tally, share, seed }) => makeShare(occasionOf(occasion), tallyOf(tally), BigInt(share), fromHex(seed)),
  verifyShare: ({ occasion, tally, partial, record }) => verifyShareProofs(occasionOf(occasion), tallyOf(tally), partial, record).flat().map(writePoint),
  registrar: ({ facts, secret }) => signRegistrar(facts, fromHex(secret)),
  voidByRegistrar: ({ facts, secret }) => signVoidByRegistrar(facts, fromHex(secret)),
  lockRegister: ({ kept, passphrase, seeds }) => lockRegister(kept, passphrase, given(seeds)),
  unlockRegister: ({ text, passphrase, sitting }) => unlockRegister(text, passphrase, sitting),
  packs: ({ serials, kept, seeds }) => packsOf(serials, kept, given(seeds)),
  readSerials: ({ text }) => readSerials(text),
  planVoids: ({ kept, uuid, known, given: serials }) => planVoids(kept, uuid, known, serials),
  reserveHandedOut: ({ kept, uuid, known }) => reserveHandedOut(kept, uuid, known),
  published: ({ kept, uuid, archive, side }) => checkPublished(kept, uuid, { archive: file(archive), side: file(side) }),
  archive: ({ bytes }) => readArchive(file(bytes)).events.map(({ type }) => type),
  verifyFile: ({ name, bytes, ...wishes }) => verifyFile(name, file(bytes), { ...wishes, cache: verified }),
  flips,
  decide: ({ method, reported, result }) => decide(method, reported, result),
  method: ({ bytes, election }) => readMethod(file(bytes), election),
  trustees: ({ bytes, key }) => readTrustees(file(bytes), readPoint(key)).list.map(({ keyHex }) => keyHex),
};
