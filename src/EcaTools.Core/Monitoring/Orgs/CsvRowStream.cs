using System.Text;

namespace EcaTools.Core.Monitoring.Orgs;

/// <summary>
/// The rows of a query as comma-separated values, made while they are read, so that objects and files go through the
/// same reader. All fields are quoted, as in event log files.
/// </summary>
/// <param name="columns">The names of the columns.</param>
/// <param name="rows">The rows.</param>
internal sealed class CsvRowStream(IReadOnlyList<string> columns, IAsyncEnumerator<IReadOnlyList<string?>> rows)
    : Stream
{
    private const int PieceLength = 32 * 1024;

    private readonly StringBuilder _text = new();
    private byte[] _bytes = [];
    private int _at;
    private bool _began;
    private bool _ended;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_at == _bytes.Length)
        {
            await FillAsync().ConfigureAwait(false);
        }

        int count = Math.Min(buffer.Length, _bytes.Length - _at);
        _bytes.AsMemory(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush() { }

    private async ValueTask FillAsync()
    {
        _text.Clear();
        if (!_began)
        {
            _began = true;
            Append(columns);
        }

        while (!_ended && _text.Length < PieceLength)
        {
            _ended = !await rows.MoveNextAsync().ConfigureAwait(false);
            if (!_ended)
            {
                Append(rows.Current);
            }
        }

        _bytes = Encoding.UTF8.GetBytes(_text.ToString());
        _at = 0;
    }

    private void Append(IReadOnlyList<string?> fields)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            string field = (fields[i] ?? "").Replace("\"", "\"\"", StringComparison.Ordinal);
            _text.Append(i == 0 ? "\"" : ",\"").Append(field).Append('"');
        }

        _text.Append('\n');
    }
}
