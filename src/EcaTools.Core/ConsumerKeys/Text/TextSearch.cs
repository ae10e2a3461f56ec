namespace EcaTools.Core.ConsumerKeys.Text;

/// <summary>Finds the keys in one text after another: the contents of files, archive entries, blobs. It holds one
/// buffer, so each thread has its own.</summary>
/// <param name="keys">The keys.</param>
/// <param name="scanner">The needles of their anchors.</param>
/// <param name="bufferSize">How many bytes are looked at together; <see cref="LeastBuffer"/> or more.</param>
internal sealed class TextSearch(KnownKeys keys, NeedleScanner scanner, int bufferSize = TextSearch.DefaultBuffer)
{
    /// <summary>Most files fit at once, and so does the buffer in a processor's second-level cache.</summary>
    public const int DefaultBuffer = 256 * 1024;

    /// <summary>What must be at hand around a key, on both sides.</summary>
    public const int LeastBuffer = (2 * Around) + 2;

    private const int BinaryLook = 8000;
    private const int Around = KeyReader.MostBytes + NearbySecret.MostBytes;

    private readonly byte[] _buffer = new byte[
        bufferSize >= LeastBuffer ? bufferSize : throw new ArgumentOutOfRangeException(nameof(bufferSize))
    ];

    /// <summary>Told each key of a text, in their order.</summary>
    /// <param name="place">Where it is; <see cref="KeyPlace.Start"/> counts within the bytes at hand.</param>
    /// <param name="offset">The byte of the text where it begins.</param>
    /// <param name="line">Its line, from 1.</param>
    /// <param name="column">Its column, from 1.</param>
    /// <param name="secretLine">The line of a secret nearby.</param>
    public delegate void Found(in KeyPlace place, long offset, long line, long column, long? secretLine);

    /// <summary>Reads the first bytes of a text, so that its kind can be determined; <see cref="Search"/> goes on with
    /// them.</summary>
    /// <returns>Whether it begins as a zip archive does.</returns>
    public bool Open(ref ByteSource source, out (int Read, bool IsLast) begun)
    {
        begun = source.Fill(_buffer);
        return begun.Read >= 4 && _buffer is [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..];
    }

    /// <summary>The bytes that <see cref="Open"/> read.</summary>
    public ReadOnlySpan<byte> Begun(int read) => _buffer.AsSpan(0, read);

    /// <summary>Searches a text to its end.</summary>
    /// <param name="source">Where it comes from.</param>
    /// <param name="begun">What <see cref="Open"/> gave.</param>
    /// <param name="found">Told what is found.</param>
    /// <param name="cancellation">Stops it.</param>
    public void Search(
        ref ByteSource source,
        (int Read, bool IsLast) begun,
        Found found,
        CancellationToken cancellation
    )
    {
        LineCursor narrow = new(KeyTextEncoding.Utf8),
            little = new(KeyTextEncoding.Utf16LE),
            big = new(KeyTextEncoding.Utf16BE);
        long dropped = 0;
        int filled = begun.Read;
        bool isLast = begun.IsLast;
        int from = 0;

        // A zero tells a binary file, as it does to git. There, texts stand next to each other with nothing in between.
        bool isBinary = _buffer.AsSpan(0, Math.Min(filled, BinaryLook)).Contains((byte)0);
        while (true)
        {
            ReadOnlySpan<byte> data = _buffer.AsSpan(0, filled);
            int end = isLast ? filled : filled - Around;
            for (int at = from; (at = scanner.IndexOf(data, at, end, out KeyNeedle? needle)) >= 0; )
            {
                if (
                    KeyReader.Read(data, at, ((dropped + at) & 1) != 0, needle!, keys) is not { } place
                    || (place.GoesOn && (needle!.IsWide || !isBinary))
                )
                {
                    at++;
                    continue;
                }

                long offset = dropped + place.Start;
                ref LineCursor wide = ref (place.Encoding == KeyTextEncoding.Utf16LE ? ref little : ref big);
                ref LineCursor cursor = ref (
                    (offset & 1) != 0 || place.Encoding == KeyTextEncoding.Utf8 ? ref narrow : ref wide
                );
                (long line, long column) = cursor.MoveTo(data, place.Start);
                int? secret = NearbySecret.Find(data, place, keys);
                found(place, offset, line, column, line + secret);
                at = Math.Max(at + 1, place.Start + place.Length);
                from = at;
            }

            if (isLast)
            {
                return;
            }

            cancellation.ThrowIfCancellationRequested();

            // An even number of bytes goes, so that the places in UTF-16 keep their parity.
            int drop = (end - Around) & ~1;
            narrow.MoveTo(data, drop);
            little.MoveTo(data, drop);
            big.MoveTo(data, drop);
            narrow.Shift(drop);
            little.Shift(drop);
            big.Shift(drop);
            data[drop..].CopyTo(_buffer);
            from = Math.Max(from, end) - drop;
            filled -= drop;
            dropped += drop;
            (int read, isLast) = source.Fill(_buffer.AsSpan(filled));
            filled += read;
        }
    }
}
