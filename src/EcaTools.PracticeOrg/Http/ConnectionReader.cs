using System.Globalization;
using System.Text;

namespace EcaTools.PracticeOrg.Http;

/// <summary>Reads lines and counted bytes of a connection, within bounds.</summary>
internal sealed class ConnectionReader(Stream stream)
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>Waits for the next byte; false if the connection ended before it.</summary>
    public async Task<bool> WaitAsync(CancellationToken cancellation) =>
        _start < _end || await FillAsync(cancellation).ConfigureAwait(false);

    /// <summary>A line without its end; null if the connection ended before its first byte.</summary>
    /// <exception cref="BadRequestException">431: it is longer than <paramref name="maximum"/>.</exception>
    public async Task<string?> ReadLineAsync(int maximum, CancellationToken cancellation)
    {
        StringBuilder line = new();
        while (true)
        {
            if (_start == _end && !await FillAsync(cancellation).ConfigureAwait(false))
            {
                return line.Length == 0 ? null : throw new EndOfStreamException();
            }

            int newline = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            int length = newline < 0 ? _end - _start : newline;
            line.Append(Encoding.Latin1.GetString(_buffer, _start, length));
            if (line.Length > maximum)
            {
                throw new BadRequestException(431, "Request header fields too large");
            }

            _start += newline < 0 ? length : length + 1;
            if (newline >= 0)
            {
                return line.Length > 0 && line[^1] == '\r' ? line.ToString(0, line.Length - 1) : line.ToString();
            }
        }
    }

    /// <summary>Copies exactly so many bytes.</summary>
    public async Task ReadAsync(MemoryStream into, long count, CancellationToken cancellation)
    {
        while (count > 0)
        {
            if (_start == _end && !await FillAsync(cancellation).ConfigureAwait(false))
            {
                throw new EndOfStreamException();
            }

            int part = (int)Math.Min(count, _end - _start);
            into.Write(_buffer, _start, part);
            _start += part;
            count -= part;
        }
    }

    /// <summary>A body in chunks.</summary>
    /// <exception cref="BadRequestException">413: it is larger than <paramref name="maximum"/>; 400: it is not a chunked
    /// body.</exception>
    public async Task ReadChunksAsync(MemoryStream into, int maximum, CancellationToken cancellation)
    {
        const int maximumLine = 1024;
        while (true)
        {
            string size =
                await ReadLineAsync(maximumLine, cancellation).ConfigureAwait(false)
                ?? throw new EndOfStreamException();
            if (
                !long.TryParse(
                    size.Split(';')[0].Trim(),
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out long count
                )
                || count < 0
            )
            {
                throw new BadRequestException(400, "Bad chunk");
            }

            if (count > maximum - into.Length)
            {
                throw new BadRequestException(413, "Request entity too large");
            }

            await ReadAsync(into, count, cancellation).ConfigureAwait(false);
            string? end = await ReadLineAsync(maximumLine, cancellation).ConfigureAwait(false);
            while (count == 0 && !string.IsNullOrEmpty(end))
            {
                end = await ReadLineAsync(maximumLine, cancellation).ConfigureAwait(false);
            }

            if (count == 0)
            {
                return;
            }

            if (end != "")
            {
                throw new BadRequestException(400, "Bad chunk");
            }
        }
    }

    /// <summary>Reads on and throws away, up to so many bytes, until the client ends.</summary>
    public async Task DrainAsync(long maximum, CancellationToken cancellation)
    {
        while (maximum > 0 && await FillAsync(cancellation).ConfigureAwait(false))
        {
            maximum -= _end;
        }
    }

    private async Task<bool> FillAsync(CancellationToken cancellation)
    {
        _start = 0;
        _end = await stream.ReadAsync(_buffer, cancellation).ConfigureAwait(false);
        return _end > 0;
    }
}
