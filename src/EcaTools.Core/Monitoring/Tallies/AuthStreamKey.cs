using System.Runtime.CompilerServices;

namespace EcaTools.Core.Monitoring.Tallies;

/// <summary>
/// What the events of one stream have in common, as bytes of UTF-8: the app, and who calls it from where, with what and
/// how.
/// </summary>
internal readonly ref struct AuthStreamKey
{
    /// <summary>The longest part; the rest of a longer one is left out.</summary>
    public const int LongestPart = 1024;

    /// <summary>
    /// What stands for the app of logins by the SOAP API, which no app makes. In ApiTotalUsage their API_FAMILY is SOAP
    /// and their API_RESOURCE login (Object Reference: EventLogFile, ApiTotalUsage).
    /// </summary>
    public static ReadOnlySpan<byte> SoapLogin => "soap:login"u8;

    /// <summary>The label of what stands for the app of logins by the SOAP API.</summary>
    public static ReadOnlySpan<byte> SoapLoginName => "(SOAP login, no app)"u8;

    /// <summary>What stands for the apps of which nothing but the number of events is kept.</summary>
    public static ReadOnlySpan<byte> OtherApps => "other"u8;

    /// <summary>The app's id with 15 characters; empty where the event names none.</summary>
    public ReadOnlySpan<byte> AppId { get; init; }

    /// <summary>The app's label.</summary>
    public ReadOnlySpan<byte> AppName { get; init; }

    /// <summary>The user's id with 15 characters.</summary>
    public ReadOnlySpan<byte> User { get; init; }

    /// <summary>The address.</summary>
    public ReadOnlySpan<byte> Address { get; init; }

    /// <summary>The client as it names itself.</summary>
    public ReadOnlySpan<byte> Client { get; init; }

    /// <summary>The login flow.</summary>
    public ReadOnlySpan<byte> Flow { get; init; }

    /// <summary>How many bytes there are in all parts.</summary>
    public int Length => AppId.Length + AppName.Length + User.Length + Address.Length + Client.Length + Flow.Length;

    /// <summary>
    /// A fingerprint that begins with a seed, so that nobody can prepare a log whose streams have the same one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public AuthStreamHash Hash(AuthStreamHash seed)
    {
        AuthStreamHash hash = seed;
        hash.Add(AppId);
        hash.Add(AppName);
        hash.Add(User);
        hash.Add(Address);
        hash.Add(Client);
        if (Flow.Length > 0)
        {
            hash.Add(Flow);
        }

        return hash;
    }
}
