// Reads the protocol buffers wire format straight from bytes: numbers as doubles, nothing made for what is not asked for.

/** A message being read, field by field. Ids of up to 53 bits are exact, those beyond (which OSM does not have) are not. */
export class Protobuf {
  at: number;

  constructor(
    readonly bytes: Uint8Array,
    from = 0,
    readonly end = bytes.length,
  ) {
    this.at = from;
  }

  get more(): boolean {
    return this.at < this.end;
  }

  /** @returns field number · 8 + wire type @throws RangeError past the end */
  tag(): number {
    return this.varint();
  }

  /** An unsigned number of up to 64 bits. @throws RangeError past the end */
  varint(): number {
    const { bytes } = this;
    let value = 0;
    let factor = 1;
    for (let i = 0; i < 10; i++) {
      if (this.at >= this.end) throw new RangeError("ends within a number");
      const byte = bytes[this.at++];
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    throw new RangeError("has a number of more than 64 bits");
  }

  /** A signed number written zig-zag (sint32, sint64). */
  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** A signed number written in two's complement (int32, int64): negative ones take ten bytes. */
  int64(): number {
    const from = this.at;
    const value = this.varint();
    if (this.at - from < 10) return value;
    let exact = 0n;
    for (let i = from, shift = 0n; i < this.at; i++, shift += 7n) exact |= BigInt(this.bytes[i] & 0x7f) << shift;
    return Number(BigInt.asIntN(64, exact));
  }

  /** The message or bytes in a length-delimited field. @throws RangeError past the end */
  message(): Protobuf {
    const length = this.varint();
    const from = this.at;
    if (from + length > this.end) throw new RangeError("ends within a field");
    this.at = from + length;
    return new Protobuf(this.bytes, from, this.at);
  }

  /** What is left of it as bytes. */
  rest(): Uint8Array {
    return this.bytes.subarray(this.at, this.end);
  }

  /** Passes over a field of a wire type. @throws RangeError when the type is not known */
  skip(wireType: number): void {
    if (wireType === 0) this.varint();
    else if (wireType === 1) this.at += 8;
    else if (wireType === 2) this.message();
    else if (wireType === 5) this.at += 4;
    else throw new RangeError(`has a field of the unknown type ${wireType}`);
    if (this.at > this.end) throw new RangeError("ends within a field");
  }
}
