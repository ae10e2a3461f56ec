using Microsoft.Win32.SafeHandles;

namespace EcaTools.Core.ConsumerKeys.Text;

/// <summary>Bytes that are read once, from the first to the last: of a file, or of a stream.</summary>
internal struct ByteSource
{
    private readonly SafeFileHandle? _file;
    private readonly Stream? _stream;

    /// <summary>The bytes of a file.</summary>
    public ByteSource(SafeFileHandle file) => _file = file;

    /// <summary>The bytes of a stream.</summary>
    public ByteSource(Stream stream) => _stream = stream;

    /// <summary>How many bytes were read.</summary>
    public long Position { get; private set; }

    /// <summary>Fills a buffer as far as there are bytes.</summary>
    /// <returns>How many were read, and whether these were the last.</returns>
    public (int Read, bool IsLast) Fill(Span<byte> buffer)
    {
        int total = 0;
        while (total < buffer.Length)
        {
            int asked = buffer.Length - total;
            int read = _file is null
                ? _stream!.Read(buffer[total..])
                : RandomAccess.Read(_file, buffer[total..], Position);
            total += read;
            Position += read;

            // A file on disk gives less than was asked for at its end only; a second call to hear the same would cost
            // as much as the first.
            if (read == 0 || (_file is not null && read < asked))
            {
                return (total, true);
            }
        }

        return (total, false);
    }
}
