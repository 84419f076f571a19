// @ts-check
// Chromium below 93 and Safari below 15.4 lack Object.hasOwn, which the noble packages call while they load.
if (!Object.hasOwn) {
  Object.defineProperty(Object, "hasOwn", {
    value: (object, key) => Object.prototype.hasOwnProperty.call(object, key),
    configurable: true,
    writable: true,
  });
}
