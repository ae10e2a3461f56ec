using System.Globalization;
using System.Text;

namespace EcaTools.Core.Monitoring.Tallies;

/// <summary>
/// Statuses by number: an HTTP status is its own number, words get numbers behind these. For one thread at a time.
/// </summary>
internal sealed class AuthStatusTable
{
    private const int FirstWord = 1000;
    private const string TooMany = "(more statuses than can be distinguished)";

    private readonly AuthStreamTable _words = new();

    /// <summary>The number of a status.</summary>
    public int NumberOf(ReadOnlySpan<byte> status)
    {
        if (
            status.Length == 3
            && char.IsAsciiDigit((char)status[0])
            && char.IsAsciiDigit((char)status[1])
            && char.IsAsciiDigit((char)status[2])
        )
        {
            return ((status[0] - '0') * 100) + ((status[1] - '0') * 10) + status[2] - '0';
        }

        return _words.Count < AuthTally.MaximumStatuses - FirstWord - 1
            ? FirstWord + _words.GetOrAdd(new AuthStreamKey { AppId = status })
            : FirstWord + _words.GetOrAdd(new AuthStreamKey { AppId = Encoding.UTF8.GetBytes(TooMany) });
    }

    /// <summary>Forgets the statuses.</summary>
    public void Clear() => _words.Clear();

    /// <summary>The status of a number.</summary>
    public string TextOf(int number) => AuthStreamTable.Text(BytesOf(number));

    /// <summary>The status of a number, as bytes; good until the next one is added.</summary>
    public ReadOnlySpan<byte> BytesOf(int number) =>
        number < FirstWord
            ? Encoding.ASCII.GetBytes(number.ToString("000", CultureInfo.InvariantCulture))
            : _words[number - FirstWord].AppId;
}
