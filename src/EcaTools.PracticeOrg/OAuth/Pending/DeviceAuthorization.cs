namespace EcaTools.PracticeOrg.OAuth.Pending;

/// <summary>A device that waits for a user to accepts it. Its state changes under its own lock.</summary>
internal sealed class DeviceAuthorization(string deviceCode, string userCode, string consumerKey, string scope)
{
    private readonly object _gate = new();
    private DateTimeOffset? _lastPoll;
    private string? _userId;
    private bool _isDecided;

    public string DeviceCode { get; } = deviceCode;

    public string UserCode { get; } = userCode;

    public string ConsumerKey { get; } = consumerKey;

    public string Scope { get; } = scope;

    /// <summary>The user approves the device, or, without a user, turns it away. The first decision stands.</summary>
    public void Decide(string? userId)
    {
        lock (_gate)
        {
            if (!_isDecided)
            {
                _isDecided = true;
                _userId = userId;
            }
        }
    }

    /// <summary>Whether the user has decided, and how. A device that asks again within the interval is asked to slow
    /// down.</summary>
    public (bool IsTooSoon, bool IsDecided, string? UserId) Poll(DateTimeOffset now, TimeSpan interval)
    {
        lock (_gate)
        {
            bool isTooSoon = _lastPoll + interval > now;
            _lastPoll = now;
            return (isTooSoon, _isDecided, _userId);
        }
    }
}
