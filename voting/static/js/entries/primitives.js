// @ts-check
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { gcm } from "@noble/ciphers/aes.js";
import qrcode from "qrcode-generator";
import jsQR from "jsqr";
globalThis.tiny = { ed25519, sha256, gcm, qrcode, jsQR };
