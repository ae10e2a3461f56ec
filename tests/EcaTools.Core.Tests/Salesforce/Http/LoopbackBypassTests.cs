using System.Net;
using EcaTools.Core.Salesforce.Http;
using Xunit;

namespace EcaTools.Core.Tests.Salesforce.Http;

public sealed class LoopbackBypassTests
{
    [Theory]
    [InlineData("http://localhost:8080/", true)]
    [InlineData("http://127.0.0.1/", true)]
    [InlineData("http://[::1]:8080/", true)]
    [InlineData("https://acme.my.salesforce.com/", false)]
    public void A_proxy_never_sees_a_request_to_loopback(string url, bool bypassed)
    {
        LoopbackBypass proxy = new(new WebProxy("http://proxy.example.com:3128"));

        Assert.Equal(bypassed, proxy.IsBypassed(new Uri(url)));
        Assert.Equal(bypassed ? null : new Uri("http://proxy.example.com:3128"), proxy.GetProxy(new Uri(url)));
    }
}
