using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.OAuth.Pending;

/// <summary>What has begun and not ended: pages in browsers, codes that nobody has redeemed, devices that wait. All of
/// it is bounded and ends by itself.</summary>
internal sealed class PendingLogins(TimeProvider time)
{
    /// <summary>How long a code is good (K).</summary>
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(15);

    /// <summary>How long a device code is good (K).</summary>
    public static readonly TimeSpan DeviceLifetime = TimeSpan.FromMinutes(10);

    /// <summary>How long a page may stay open before it is answered.</summary>
    public static readonly TimeSpan PageLifetime = TimeSpan.FromMinutes(30);

    private const int Capacity = 10_000;

    public ExpiringTable<AuthorizationCode> Codes { get; } = new(time, Capacity);

    public ExpiringTable<AuthorizationRequest> Pages { get; } = new(time, Capacity);

    /// <summary>Users who are logged in to a browser, by the value of its cookie.</summary>
    public ExpiringTable<BrowserLogin> Browsers { get; } = new(time, Capacity);

    /// <summary>By device code.</summary>
    public ExpiringTable<DeviceAuthorization> Devices { get; } = new(time, Capacity);

    /// <summary>The same, by user code.</summary>
    public ExpiringTable<DeviceAuthorization> UserCodes { get; } = new(time, Capacity);
}
